import type { Config } from '../src/config.ts';

export const keyEncryptionKey = Buffer.alloc(32, 7);

export const givenConfig = (given: Partial<Config> = {}): Config => ({
  PORT: 0,
  LOG_LEVEL: 'silent',
  OIDC_ISSUER: 'http://127.0.0.1:1',
  OIDC_CLIENT_SECRET: 'unused',
  TOKEN_AUDIENCE: 'urn:patchbay',
  AUTHZ_URL: 'http://127.0.0.1:1',
  INSTANCE_ID: 'token-broker-1',
  POSTGRES_URL: 'postgres://127.0.0.1:1/none',
  POSTGRES_POOL_SIZE: 4,
  KAFKA_BROKERS: ['127.0.0.1:1'],
  KAFKA_TOPIC_PREFIX: '',
  KEY_ENCRYPTION_KEY: keyEncryptionKey,
  REGISTRY_URLS: ['http://127.0.0.1:1'],
  OUTBOUND_ALLOW_PRIVATE: [],
  ALLOW_INSECURE_ISSUERS: true,
  ...given,
});
