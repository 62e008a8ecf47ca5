import type { HeldConnector } from '@patchbay/contracts';
import type { ConnectorMirror } from '../domain/connector-mirror.ts';
import type { CustomSettings, DropReason, OAuthAuthentication, RequestHeader } from '../domain/custom-settings.ts';

/** Mirrors the connectors' state. Applying never goes back to a lower version. */
export abstract class ConnectorMirrors {
  abstract find(connectorId: string): Promise<ConnectorMirror | undefined>;
  /**
   * In the same transaction also drops the tokens that the change makes invalid and the credentials that would go elsewhere by it, and
   * destroys everything that is kept of a connector that is DELETED, its data key first of all.
   * @returns false for a version that is not news
   */
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
export abstract class SecretBox {
  /** Of the key under which it seals, and which alone opens what it sealed. */
  abstract readonly keyId: string;
  abstract seal(plaintext: string, context: string): Sealed;
  /** @throws CannotUnseal */
  abstract unseal(sealed: Sealed, context: string): string;
}

/** Under the service's own key. */
export abstract class Vault extends SecretBox {
  /** A new random key, wrapped. */
  abstract createKey(context: string): Sealed;
  /** @throws CannotUnseal */
  abstract under(key: Sealed, context: string): SecretBox;
}

export interface ConnectorIdentity {
  organizationId: string;
  connectorId: string;
}

/** The wrapped data keys of connectors: the only copies. */
export abstract class ConnectorKeys {
  abstract find(connector: ConnectorIdentity): Promise<Sealed | undefined>;
  /** Keeps the key unless the connector has one or is DELETED. @returns the one that it has then */
  abstract keep(connector: ConnectorIdentity, key: Sealed): Promise<Sealed | undefined>;
  /** Destroys the key, and with it whatever was sealed under it here and in every copy; also deletes the credentials. Repeatable. */
  abstract destroy(connector: ConnectorIdentity): Promise<void>;
}

export interface CredentialsRow extends ConnectorIdentity {
  secret: Sealed;
  /** The settings of the connector that they were entrusted for. */
  savedFor: CustomSettings;
  savedAt: Date;
  savedBy: string;
  /** null when there was no validation URL to try them out at. */
  checkedAt: Date | null;
}

/** Of credentials that there are no more. */
export interface DroppedCredentials {
  droppedAt: Date;
  reason: DropReason;
}

/** Of each custom connector at most one. */
export abstract class Credentials {
  abstract find(connector: ConnectorIdentity): Promise<CredentialsRow | DroppedCredentials | undefined>;
  /**
   * Replaces what was there, and drops the tokens that were obtained with it.
   * @returns false, without an effect, when the connector is going or would send them elsewhere by now
   */
  abstract save(credentials: CredentialsRow): Promise<boolean>;
  /** Repeatable. */
  abstract remove(connector: ConnectorIdentity, at: Date): Promise<void>;
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
  /** Whether its provider takes tokens back: that of the organization does, a token URL of a custom connector is all that is known of its. */
  isRevocable: boolean;
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
  /** Deletes the row. */
  abstract forget(tokenId: string): Promise<void>;
  abstract forgetExpired(before: Date): Promise<void>;
  abstract countDropped(connectorId: string): Promise<number>;
  abstract summarize(connectorId: string, at: Date): Promise<{ outstanding: number; lastIssuedAt: Date | null }>;
}

/** Who asks the provider for the token of a connector: one at a time over all replicas. */
export abstract class TokenTurns {
  /** Waits for its turn; that of a replica that has died ends by itself. @returns how to end it */
  abstract take(connectorId: string, connectorVersion: number): Promise<() => Promise<void>>;
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

/** Token URLs of custom connectors. */
export abstract class TokenUrls {
  /** By client credentials. @throws ProviderRefused, ProviderUnavailable, AddressRefused */
  abstract obtain(authentication: OAuthAuthentication, secret: string): Promise<ObtainedToken>;
  /** @throws PrivateKeyUnusable */
  abstract requireUsableKey(privateKey: string): void;
}

/** Validation URLs of custom connectors. */
export abstract class ValidationUrls {
  /** @returns the status of the answer @throws ValidationUnavailable, AddressRefused */
  abstract ask(url: string, header: RequestHeader): Promise<number>;
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

/** The right of this replica to issue tokens, which ends by the clock unless the registry renews it. */
export abstract class Lease {
  /** To be asked at the last moment before a token leaves. @throws NoLease, or why the connector is not open at that version */
  abstract requireOpen(connectorId: string, version: number): void;
  /** Until when what is handed out now may be used. */
  abstract horizon(connectorId: string): Date;
  /** The same change as Kafka tells it: it may close, never open. */
  abstract hear(change: { epoch: number | undefined; seq: number | undefined; record: HeldConnector }): void;
  /** A message about the connector could not be read, and may have been a halt. */
  abstract quarantine(connectorId: string): void;
}
