import { z } from 'zod';
import { ConnectorId } from '../ids.ts';

const longestSecret = 4_000;

/** What may stand in a header as it is: no control characters, Latin-1. */
const HeaderText = z
  .string()
  .min(1)
  .max(longestSecret)
  .regex(/^[\x20-\x7e\xa0-\xff]+$/, 'no control characters, Latin-1 only')
  .refine((text) => text.trim() === text, 'without spaces at its ends');
const Password = z
  .string()
  .min(1)
  .max(longestSecret)
  .regex(/^[^\p{Cc}\p{Cs}]+$/u, 'no control characters');

/**
 * What is secret about the way in which a custom connector proves itself; the rest of it (user name, client id, token URL, header name) is in the
 * connector. Write-only: no answer has any of it.
 */
export const SaveCredentialsRequest = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('basic'), password: Password }),
  z.strictObject({ kind: z.literal('oauth-client-secret'), clientSecret: Password }),
  z.strictObject({
    kind: z.literal('oauth-private-key-jwt'),
    /** PKCS #8, as PEM: RSA with 2048 bits or more, EC on P-256, P-384 or P-521, or Ed25519. */
    privateKey: z.string().min(1).max(20_000),
  }),
  z.strictObject({ kind: z.literal('api-key'), key: HeaderText }),
]);
export type SaveCredentialsRequest = z.infer<typeof SaveCredentialsRequest>;

const AuthenticationKind = z.enum(['basic', 'oauth-client-secret', 'oauth-private-key-jwt', 'api-key']);

export const CredentialsStatus = z.object({
  connectorId: ConnectorId,
  /** How the connector proves itself, so which kind of credentials it needs. */
  kind: AuthenticationKind,
  /** null while there are none. */
  saved: z
    .object({
      at: z.iso.datetime(),
      by: z.string(),
      /** When they were last tried out at the connector's validation URL, and accepted; null for a connector that had none. */
      checkedAt: z.iso.datetime().nullable(),
    })
    .nullable(),
  /** How the last ones ended, when there are none now; null where there never were any. */
  dropped: z
    .object({
      at: z.iso.datetime(),
      /** They would have been sent to another host, or by another client or user, than they were saved for; or somebody removed them. */
      reason: z.enum(['RESOURCE_DOMAIN_CHANGED', 'AUTHENTICATION_CHANGED', 'REMOVED']),
    })
    .nullable(),
});
export type CredentialsStatus = z.infer<typeof CredentialsStatus>;
