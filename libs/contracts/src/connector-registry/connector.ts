import { z } from 'zod';

/** `webex-contact-center`: the platform obtains and renews the token with the organization's own OAuth client. `custom`: any other https API. */
export const ConnectorKind = z.enum(['webex-contact-center', 'custom']);
export type ConnectorKind = z.infer<typeof ConnectorKind>;

/** Which methods a connector may be used with, and which scopes its tokens carry. */
export const AccessLevel = z.enum(['READ_ONLY', 'READ_WRITE']);
export type AccessLevel = z.infer<typeof AccessLevel>;

export const ConnectorState = z.enum(['ACTIVE', 'INACTIVE', 'DELETING', 'DELETED']);
export type ConnectorState = z.infer<typeof ConnectorState>;

/** `abort` ends outbound requests in flight at once; `drain` lets running calls finish, up to a limit. */
export const HaltMode = z.enum(['abort', 'drain']);
export type HaltMode = z.infer<typeof HaltMode>;

/** +1 at each change of a connector. A number, never a string: `'100' > '99'` is false. */
export const ConnectorVersion = z.number().int().positive();

export const ConnectorAction = z.enum(['update', 'deactivate', 'activate', 'delete']);
export type ConnectorAction = z.infer<typeof ConnectorAction>;

/** OAuth scopes that the tokens of a `webex-contact-center` connector carry, by its access level. */
export const scopesOf: Readonly<Record<AccessLevel, readonly string[]>> = {
  READ_ONLY: ['cjp:config', 'cjp:config_read'],
  READ_WRITE: ['cjp:config', 'cjp:config_read', 'cjp:config_write', 'cjp:user'],
};
