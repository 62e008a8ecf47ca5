interface OAuthClient {
  tokenUrl: string;
  clientId: string;
  scopes: string[];
}

type BasicAuthentication = { kind: 'basic'; userName: string };
type ApiKeyAuthentication = { kind: 'api-key'; headerName: string };
/** The secret is exchanged for tokens. */
export type OAuthAuthentication =
  | ({ kind: 'oauth-client-secret' } & OAuthClient)
  | ({ kind: 'oauth-private-key-jwt'; keyId?: string | undefined } & OAuthClient);

/** How a custom connector proves itself, without what is secret about it. */
export type Authentication = BasicAuthentication | ApiKeyAuthentication | OAuthAuthentication;

/** What the registry says of a connector of kind `custom`. */
export interface CustomSettings {
  /** Scheme, host and port: what its requests may be sent to. */
  resourceDomain: string;
  authentication: Authentication;
  validationUrl?: string | undefined;
}

/** What the secret of each kind is called where it is written. */
export const secretFields = {
  basic: 'password',
  'oauth-client-secret': 'clientSecret',
  'oauth-private-key-jwt': 'privateKey',
  'api-key': 'key',
} as const satisfies Record<Authentication['kind'], string>;

export interface RequestHeader {
  name: string;
  value: string;
}

export const bearer = (accessToken: string): RequestHeader => ({ name: 'authorization', value: `Bearer ${accessToken}` });

export const needsTokens = (authentication: Authentication): authentication is OAuthAuthentication =>
  authentication.kind === 'oauth-client-secret' || authentication.kind === 'oauth-private-key-jwt';

/** What a request carries where the secret itself is shown. */
export function headerWith(authentication: BasicAuthentication | ApiKeyAuthentication, secret: string): RequestHeader {
  if (authentication.kind === 'api-key') return { name: authentication.headerName, value: secret };
  return { name: 'authorization', value: `Basic ${Buffer.from(`${authentication.userName}:${secret}`, 'utf8').toString('base64')}` };
}

export type DropReason = 'RESOURCE_DOMAIN_CHANGED' | 'AUTHENTICATION_CHANGED' | 'REMOVED';

/** A secret was entrusted for one host and one client or user there. Where that has changed, it is not sent: it might be to somebody else. */
export function whyDropped(savedFor: CustomSettings, now: CustomSettings): DropReason | undefined {
  if (savedFor.resourceDomain !== now.resourceDomain) return 'RESOURCE_DOMAIN_CHANGED';
  return identityOf(savedFor.authentication) === identityOf(now.authentication) ? undefined : 'AUTHENTICATION_CHANGED';
}

/** Where the secret of these settings goes and as whom: a ciphertext is bound to it. */
export const destinationOf = ({ resourceDomain, authentication }: CustomSettings): string =>
  `${resourceDomain}|${identityOf(authentication)}`;

/** Header name, scopes and key id may change without the secret becoming somebody else's. */
function identityOf(authentication: Authentication): string {
  const { kind } = authentication;
  if (needsTokens(authentication)) return JSON.stringify([kind, authentication.tokenUrl, authentication.clientId]);
  return JSON.stringify(authentication.kind === 'basic' ? [kind, authentication.userName] : [kind]);
}
