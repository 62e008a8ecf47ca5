import { z } from 'zod';
import { ConnectorState, ConnectorVersion } from '../connector-registry/connector.ts';
import { ConnectorId } from '../ids.ts';

/** The organization's own registration at its OpenID provider. The secret is write-only. */
export const CreateOAuthClientRequest = z.strictObject({
  issuer: z.url({ protocol: /^https?$/ }),
  clientId: z.string().min(1).max(200),
  clientSecret: z.string().min(1).max(1_000),
  /** Base URL of the API that the tokens are for (RFC 8707 resource); a token is sent nowhere else. */
  apiBaseUrl: z.url({ protocol: /^https?$/ }),
});
export type CreateOAuthClientRequest = z.infer<typeof CreateOAuthClientRequest>;

export const OAuthClient = z.object({
  oauthClientId: z.uuid(),
  issuer: z.string(),
  clientId: z.string(),
  apiBaseUrl: z.string(),
  createdAt: z.iso.datetime(),
});
export type OAuthClient = z.infer<typeof OAuthClient>;
export const OAuthClientList = z.object({ items: z.array(OAuthClient) });
export type OAuthClientList = z.infer<typeof OAuthClientList>;

export const IssueTokenRequest = z.strictObject({
  /** Version under which the caller's gate is open; a token for an older one is refused. */
  connectorVersion: ConnectorVersion,
});
export type IssueTokenRequest = z.infer<typeof IssueTokenRequest>;

/** What a request carries to be let in: the access token, or what a custom connector has instead of one. */
export const IssuedToken = z.object({
  header: z.object({ name: z.string(), value: z.string() }),
  /** It is to be asked for again then. */
  expiresAt: z.iso.datetime(),
  /** Base URL that it may be sent to. */
  resource: z.url(),
  connectorVersion: ConnectorVersion,
});
export type IssuedToken = z.infer<typeof IssuedToken>;

export const RevokedTokens = z.object({ revoked: z.number().int().nonnegative() });
export type RevokedTokens = z.infer<typeof RevokedTokens>;

export const TokenStatus = z.object({
  connectorId: ConnectorId,
  connectorState: ConnectorState,
  connectorVersion: ConnectorVersion,
  outstanding: z.number().int().nonnegative(),
  lastIssuedAt: z.iso.datetime().nullable(),
});
export type TokenStatus = z.infer<typeof TokenStatus>;
