import { Injectable } from '@nestjs/common';
import { type CreateOAuthClientRequest, scopesOf } from '@patchbay/contracts';
import { InsecureIssuer } from '../domain/errors.ts';
import { clientSecretContext } from './contexts.ts';
import { Clock, Ids, type OAuthClientRow, OAuthClients, TokenProvider, UrlPolicy, Vault } from './ports.ts';

/** Keeps the organization's registration at its OpenID provider, after the provider has accepted it. */
@Injectable()
export class RegisterOAuthClient {
  constructor(
    private readonly clients: OAuthClients,
    private readonly provider: TokenProvider,
    private readonly vault: Vault,
    private readonly clock: Clock,
    private readonly ids: Ids,
    private readonly urls: UrlPolicy,
  ) {}

  /** @throws InsecureIssuer, ProviderRefused, ProviderUnavailable, OAuthClientExists */
  async execute(organizationId: string, { issuer, clientId, clientSecret, apiBaseUrl }: CreateOAuthClientRequest): Promise<OAuthClientRow> {
    for (const [field, url] of Object.entries({ issuer, apiBaseUrl })) {
      if (!this.urls.allows(new URL(url))) throw new InsecureIssuer(field);
    }
    const provider = { issuer, clientId, clientSecret };
    // Asked for once, so that a wrong secret shows now and not at the first call.
    const { accessToken } = await this.provider.obtain(provider, { scopes: scopesOf.READ_ONLY, resource: apiBaseUrl });
    await this.provider.revoke(provider, accessToken);
    const identity = { oauthClientId: this.ids.next(), organizationId };
    const client: OAuthClientRow = {
      ...identity,
      issuer,
      clientId,
      apiBaseUrl,
      clientSecret: this.vault.seal(clientSecret, clientSecretContext(identity)),
      createdAt: this.clock.now(),
    };
    await this.clients.insert(client);
    return client;
  }
}
