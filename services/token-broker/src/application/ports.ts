import type { ConnectorMirror } from '../domain/connector-mirror.ts';

/** Mirrors the connectors' state. Applying never goes back to a lower version. */
export abstract class ConnectorMirrors {
  abstract find(connectorId: string): Promise<ConnectorMirror | undefined>;
  /** Also drops, in the same transaction, the tokens that the change makes invalid. @returns false for a version that is not news */
  abstract apply(record: Omit<ConnectorMirror, 'quarantined'>): Promise<boolean>;
  /** Closes the connector until a newer version arrives, and drops its tokens. */
  abstract quarantine(connectorId: string): Promise<void>;
}

export interface Sealed {
  keyId: string;
  /** Wrapped data key and ciphertext; opaque to everybody but the vault. */
  bytes: Buffer;
}

/** Encrypts at rest. `context` binds a ciphertext to its row: moved to another one, it does not open. */
export abstract class Vault {
  abstract seal(plaintext: string, context: string): Sealed;
  /** @throws CannotUnseal */
  abstract unseal(sealed: Sealed, context: string): string;
}

export interface OAuthClientRow {
  oauthClientId: string;
  organizationId: string;
  issuer: string;
  clientId: string;
  apiBaseUrl: string;
  clientSecret: Sealed;
  createdAt: Date;
}

export abstract class OAuthClients {
  /** @throws OAuthClientExists */
  abstract insert(client: OAuthClientRow): Promise<void>;
  abstract list(organizationId: string): Promise<OAuthClientRow[]>;
  abstract delete(organizationId: string, oauthClientId: string): Promise<boolean>;
}

export interface TokenRow {
  tokenId: string;
  connectorId: string;
  organizationId: string;
  connectorVersion: number;
  accessToken: Sealed;
  /** Base URL that the token may be sent to. */
  resource: string;
  issuedAt: Date;
  expiresAt: Date;
}

export abstract class Tokens {
  /** The newest token of that connector and version that is neither dropped nor expired at `after`. */
  abstract findUsable(connectorId: string, connectorVersion: number, after: Date): Promise<TokenRow | undefined>;
  /** Keeps the token. One whose version is no longer the active one is kept as dropped, so that it is revoked. @returns whether it may be used */
  abstract keep(token: TokenRow): Promise<boolean>;
  /** Drops every token of the connector. */
  abstract drop(connectorId: string): Promise<void>;
  /** Takes dropped tokens for revocation, so that no other replica takes them for a while. */
  abstract claimDropped(limit: number, connectorId?: string): Promise<TokenRow[]>;
  /** Gives a claimed token back, to be revoked at once by whoever comes next. */
  abstract release(tokenId: string): Promise<void>;
  /** Deletes the row, and with it the data key of its token. */
  abstract forget(tokenId: string): Promise<void>;
  abstract forgetExpired(before: Date): Promise<void>;
  abstract countDropped(connectorId: string): Promise<number>;
  abstract summarize(connectorId: string, at: Date): Promise<{ outstanding: number; lastIssuedAt: Date | null }>;
}

export interface ProviderClient {
  issuer: string;
  clientId: string;
  clientSecret: string;
}

export interface ObtainedToken {
  accessToken: string;
  expiresAt: Date;
}

/** The organization's OpenID provider. @throws ProviderRefused, ProviderUnavailable */
export abstract class TokenProvider {
  abstract obtain(client: ProviderClient, demand: { scopes: readonly string[]; resource: string }): Promise<ObtainedToken>;
  abstract revoke(client: ProviderClient, accessToken: string): Promise<void>;
}

export abstract class Clock {
  abstract now(): Date;
}

export abstract class Ids {
  /** A UUIDv7. */
  abstract next(): string;
}

/** Which URLs a secret or token may be sent to. */
export abstract class UrlPolicy {
  abstract allows(url: URL): boolean;
}

/** Tells whoever revokes dropped tokens that there are some. */
export abstract class RevocationAlarm {
  abstract wake(): void;
}
