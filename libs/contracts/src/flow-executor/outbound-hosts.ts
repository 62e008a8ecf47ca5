import { z } from 'zod';

const label = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?';
const name = `(?:${label}\\.)*${label}`;
/** Two labels at least below the star: `*.com` is nobody's. */
const below = `\\*\\.(?:${label}\\.)+${label}`;
const pattern = new RegExp(`^(?:${name}|${below}|\\[[0-9a-f:.]{2,45}\\])(?::(?<port>[1-9]\\d{0,4}))?$`);

/** `api.example`, or `*.example.com` for what is below it; with `:port` where it is not the usual one of http or https. */
const HostPattern = z
  .string()
  .trim()
  .toLowerCase()
  .max(253, { abort: true })
  .refine((text) => {
    const match = pattern.exec(text);
    return match !== null && Number(match.groups?.port ?? 1) <= 65_535;
  }, 'must be a host such as api.example.com, *.example.com or api.example.com:8443')
  .meta({ pattern: pattern.source.replace('?<port>', '') });

export const ReplaceOutboundHostsRequest = z.strictObject({ hosts: z.array(HostPattern).max(100) });
export type ReplaceOutboundHostsRequest = z.infer<typeof ReplaceOutboundHostsRequest>;

/** Where the flows of the organization may send requests without a connector. */
export const OutboundHosts = z.object({
  hosts: z.array(z.string()),
  /** For `If-Match`; 0 until they are set for the first time. */
  version: z.number().int().nonnegative(),
  updatedAt: z.iso.datetime().nullable(),
  updatedBy: z.string().nullable(),
});
export type OutboundHosts = z.infer<typeof OutboundHosts>;
