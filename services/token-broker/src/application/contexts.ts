import type { OAuthClientRow, TokenRow } from './ports.ts';

/** What a ciphertext is bound to: moved to another row or used for another purpose, it does not open. */
export const clientSecretContext = ({ organizationId, oauthClientId }: Pick<OAuthClientRow, 'organizationId' | 'oauthClientId'>): string =>
  `${organizationId}|${oauthClientId}|client-secret`;

type TokenIdentity = Pick<TokenRow, 'organizationId' | 'connectorId' | 'connectorVersion' | 'tokenId'>;
export const accessTokenContext = ({ organizationId, connectorId, connectorVersion, tokenId }: TokenIdentity): string =>
  `${organizationId}|${connectorId}|${connectorVersion}|${tokenId}|access-token`;
