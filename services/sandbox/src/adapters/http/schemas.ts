import { z } from 'zod';

export const World = z.object({
  organizations: z.array(z.object({ organizationId: z.uuid(), name: z.string(), licence: z.string(), workspaceId: z.string() })),
  users: z.array(z.object({ userId: z.uuid(), email: z.email(), name: z.string(), role: z.string(), organizationId: z.uuid().nullable() })),
});

export const TokenRequest = z.strictObject({ user: z.string().min(1) });
export type TokenRequest = z.infer<typeof TokenRequest>;

export const IssuedPersonToken = z.object({ accessToken: z.string(), expiresAt: z.iso.datetime(), userId: z.uuid() });
export type IssuedPersonToken = z.infer<typeof IssuedPersonToken>;

const Effect = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('slow') }),
  z.strictObject({ kind: z.literal('fail'), status: z.int().min(400).max(599) }),
  z.strictObject({ kind: z.literal('rate-limit'), retryAfterSeconds: z.int().min(0).max(3_600) }),
  z.strictObject({ kind: z.literal('reset') }),
  z.strictObject({ kind: z.literal('hang') }),
]);

const Fault = z.strictObject({
  method: z.enum(['*', 'GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']).default('*'),
  path: z.string().startsWith('/', 'is a whole path, in which * stands for any run of characters'),
  delayMs: z.int().min(0).max(600_000).default(0),
  times: z.int().min(1).optional(),
  effect: Effect.default({ kind: 'slow' }),
});

export const ReplaceFaults = z.strictObject({ faults: z.array(Fault).max(100) });
export type ReplaceFaults = z.infer<typeof ReplaceFaults>;

export const FaultList = z.object({ faults: z.array(z.object({ ...Fault.shape, method: z.string(), hits: z.int() })) });
export type FaultList = z.infer<typeof FaultList>;

const filter = { since: z.coerce.number().min(0).optional(), path: z.string().optional() };

export const CallFilter = z.strictObject(filter);
export type CallFilter = z.infer<typeof CallFilter>;

export const CallQuery = z.strictObject({
  ...filter,
  pageSize: z.coerce.number().int().min(1).max(10_000).default(100),
  pageToken: z.coerce.number().int().min(0).default(0),
});
export type CallQuery = z.infer<typeof CallQuery>;

const Call = z.object({
  sequence: z.int(),
  arrivedAt: z.number(),
  method: z.string(),
  path: z.string(),
  tokenFingerprint: z.string().nullable(),
  connectorId: z.string().nullable(),
  connectorVersion: z.string().nullable(),
  executionId: z.string().nullable(),
  organizationId: z.string().nullable(),
  clientId: z.string().nullable(),
  status: z.int().nullable(),
  aborted: z.boolean(),
});

export const CallPage = z.object({ items: z.array(Call), nextPageToken: z.string().optional() });
export type CallPage = z.infer<typeof CallPage>;

export const CallSummary = z.object({ count: z.int(), lastArrivedAt: z.number().nullable() });
export type CallSummary = z.infer<typeof CallSummary>;
