import { Injectable } from '@nestjs/common';
import { NoOAuthClient } from '../domain/errors.ts';
import { clientSecretContext } from './contexts.ts';
import { OAuthClients, type ProviderClient, Vault } from './ports.ts';

/** The organization's OAuth client with its secret opened, for the moment of one request to the provider. */
@Injectable()
export class OrganizationClient {
  constructor(
    private readonly clients: OAuthClients,
    private readonly vault: Vault,
  ) {}

  /** @throws NoOAuthClient, CannotUnseal */
  async of(organizationId: string): Promise<ProviderClient & { apiBaseUrl: string }> {
    const [client] = await this.clients.list(organizationId);
    if (!client) throw new NoOAuthClient();
    const { issuer, clientId, apiBaseUrl, clientSecret } = client;
    return { issuer, clientId, apiBaseUrl, clientSecret: this.vault.unseal(clientSecret, clientSecretContext(client)) };
  }
}
