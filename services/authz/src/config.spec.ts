import { loadConfig } from './config.ts';

const env = {
  PORT: '8082',
  OIDC_ISSUER: 'http://127.0.0.1:9000',
  AUTHZ_URL: 'http://127.0.0.1:8082',
  POSTGRES_URL: 'postgres://authz:secret@127.0.0.1:5432/authz',
  KAFKA_BROKERS: '127.0.0.1:9092',
};

describe('loadConfig', () => {
  it('reads the platform operators, however they are spaced', () => {
    expect(loadConfig({ ...env, PLATFORM_OPERATORS: ' u-1, u-2,,' }).PLATFORM_OPERATORS).toEqual(['u-1', 'u-2']);
  });

  it('knows no platform operator when none is configured', () => {
    expect(loadConfig(env).PLATFORM_OPERATORS).toEqual([]);
  });

  it('needs no client secret', () => {
    expect(loadConfig(env)).not.toHaveProperty('OIDC_CLIENT_SECRET');
  });

  it('names the variable that is missing', () => {
    expect(() => loadConfig({ ...env, POSTGRES_URL: undefined })).toThrow('POSTGRES_URL');
  });
});
