import { type AddressPolicy, guardedFetch } from '@patchbay/egress';
import * as openid from 'openid-client';
import { type ObtainedToken, type ProviderClient, TokenProvider } from '../../application/ports.ts';
import { answerWithinSeconds, obtainedToken } from './obtained-token.ts';
import { translated } from './provider-errors.ts';

export interface OpenIdTokenProviderOptions {
  /** Where requests may go. */
  policy: AddressPolicy;
  now: () => Date;
}

/** OAuth 2.0 client credentials with a resource indicator (RFC 8707), and revocation (RFC 7009). */
export class OpenIdTokenProvider extends TokenProvider {
  /** Discovery documents by issuer and client; a secret is part of its configuration. */
  private readonly configurations = new Map<string, Promise<openid.Configuration>>();

  private readonly fetch: openid.CustomFetch;

  constructor(private readonly options: OpenIdTokenProviderOptions) {
    super();
    // Both are the Fetch API; their types differ in what may be undefined.
    this.fetch = guardedFetch({ policy: options.policy }) as unknown as openid.CustomFetch;
  }

  override obtain(client: ProviderClient, { scopes, resource }: { scopes: readonly string[]; resource: string }): Promise<ObtainedToken> {
    return this.ask(client, async (configuration) => {
      const answer = await openid.clientCredentialsGrant(configuration, { scope: scopes.join(' '), resource });
      return obtainedToken(answer, this.options.now());
    });
  }

  override revoke(client: ProviderClient, accessToken: string): Promise<void> {
    return this.ask(client, (configuration) => openid.tokenRevocation(configuration, accessToken, { token_type_hint: 'access_token' }));
  }

  private async ask<Result>(client: ProviderClient, question: (configuration: openid.Configuration) => Promise<Result>): Promise<Result> {
    try {
      return await question(await this.configurationOf(client));
    } catch (error) {
      throw translated(error);
    }
  }

  /** A failed discovery is not remembered. */
  private configurationOf(client: ProviderClient): Promise<openid.Configuration> {
    const key = JSON.stringify([client.issuer, client.clientId, client.clientSecret]);
    const known = this.configurations.get(key);
    if (known) return known;
    const discovered = this.discover(client).catch((error: unknown) => {
      this.configurations.delete(key);
      throw error;
    });
    this.configurations.set(key, discovered);
    return discovered;
  }

  private discover({ issuer, clientId, clientSecret }: ProviderClient): Promise<openid.Configuration> {
    const url = new URL(issuer);
    return openid.discovery(url, clientId, undefined, openid.ClientSecretBasic(clientSecret), {
      [openid.customFetch]: this.fetch,
      timeout: answerWithinSeconds,
      // Whether plain http is acceptable was decided when the client was registered.
      execute: url.protocol === 'http:' ? [openid.allowInsecureRequests] : [],
    });
  }
}
