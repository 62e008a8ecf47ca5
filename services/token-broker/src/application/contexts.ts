import { type CustomSettings, destinationOf } from '../domain/custom-settings.ts';
import type { ConnectorIdentity, OAuthClientRow, TokenRow } from './ports.ts';

/** What a ciphertext is bound to: moved to another row or used for another purpose, it does not open. */
export const clientSecretContext = ({ organizationId, oauthClientId }: Pick<OAuthClientRow, 'organizationId' | 'oauthClientId'>): string =>
  `${organizationId}|${oauthClientId}|client-secret`;

type TokenIdentity = Pick<TokenRow, 'organizationId' | 'connectorId' | 'connectorVersion' | 'tokenId'>;
export const accessTokenContext = ({ organizationId, connectorId, connectorVersion, tokenId }: TokenIdentity): string =>
  `${organizationId}|${connectorId}|${connectorVersion}|${tokenId}|access-token`;

export const dataKeyContext = ({ organizationId, connectorId }: ConnectorIdentity): string => `${organizationId}|${connectorId}|data-key`;

/** Also to where they go: should the connector point elsewhere, they do not open. */
export const credentialsContext = ({ organizationId, connectorId, custom }: ConnectorIdentity & { custom: CustomSettings }): string =>
  `${organizationId}|${connectorId}|${destinationOf(custom)}|credentials`;
