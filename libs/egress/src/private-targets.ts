import { z } from 'zod';
import { type PrivateTarget, parsePrivateTarget } from './address-policy.ts';

/** Schema of the variable OUTBOUND_ALLOW_PRIVATE of every service that calls addresses which users have written. */
export const privateTargets = z
  .string()
  .default('')
  .transform((text, context): PrivateTarget[] =>
    text
      .split(',')
      .map((item) => item.trim())
      .filter((item) => item !== '')
      .flatMap((item) => {
        const target = parsePrivateTarget(item);
        if (!target) context.addIssue({ code: 'custom', message: `${item} is neither host:port nor range/prefix:port` });
        return target ?? [];
      }),
  )
  .describe(
    'what may be called outside the public internet, comma-separated: host:port, address:port or range/prefix:port; empty for nothing',
  );
