import type { ClientMetadata } from 'oidc-provider';
import { clients, type WorldClient } from '../../domain/world.ts';

export interface ClientSettings {
  readonly secretOf: (clientId: string) => string;
  readonly consoleRedirectUris: readonly string[];
}

export function clientMetadata({ secretOf, consoleRedirectUris }: ClientSettings): ClientMetadata[] {
  return clients.map((client) => ({
    client_id: client.clientId,
    client_secret: secretOf(client.clientId),
    ...flowOf(client, consoleRedirectUris),
  }));
}

function flowOf({ kind }: WorldClient, consoleRedirectUris: readonly string[]): Omit<ClientMetadata, 'client_id'> {
  return kind === 'console'
    ? { grant_types: ['authorization_code'], response_types: ['code'], redirect_uris: [...consoleRedirectUris] }
    : { grant_types: ['client_credentials'], response_types: [], redirect_uris: [] };
}
