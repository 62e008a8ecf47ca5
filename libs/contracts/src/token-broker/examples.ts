const at = '2026-03-01T12:00:00.000Z';
const connectorId = '0192f0c1-0000-7000-8000-0000000000c1';

/** As in `../examples.ts`. */
export const tokenBrokerExamples = {
  CreateOAuthClientRequest: {
    issuer: 'https://idp.example',
    clientId: 'contact-center',
    clientSecret: 'only-written-never-read',
    apiBaseUrl: 'https://api.wxcc.example',
  },
  CredentialsStatus: { connectorId, kind: 'basic', saved: { at, by: 'u-admin', checkedAt: at }, dropped: null },
  SaveCredentialsRequest: { kind: 'basic', password: 'only ever written' },
  IssuedToken: {
    header: { name: 'authorization', value: 'Bearer opaque' },
    expiresAt: at,
    resource: 'https://api.wxcc.example',
    connectorVersion: 1,
  },
  IssueTokenRequest: { connectorVersion: 1 },
  OAuthClient: {
    oauthClientId: '0192f0c1-0000-7000-8000-0000000000d1',
    issuer: 'https://idp.example',
    clientId: 'contact-center',
    apiBaseUrl: 'https://api.wxcc.example',
    createdAt: at,
  },
  OAuthClientList: { items: [] },
  RevokedTokens: { revoked: 2 },
  TokenStatus: { connectorId, connectorState: 'ACTIVE', connectorVersion: 1, outstanding: 1, lastIssuedAt: at },
};
