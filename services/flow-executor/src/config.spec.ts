import { loadConfig } from './config.ts';

/** What has to be set. */
const given = {
  PORT: '8084',
  OIDC_ISSUER: 'https://idp.example',
  OIDC_CLIENT_SECRET: 'secret',
  AUTHZ_URL: 'http://authz:8082',
  POSTGRES_URL: 'postgres://u:p@localhost:5432/flows',
  KAFKA_BROKERS: 'kafka:9092',
  REGISTRY_URL: 'http://connector-registry:8081',
  TOKEN_BROKER_URL: 'http://token-broker:8083',
};

describe('the configuration', () => {
  it('permits nothing beyond the public internet unless it says so', () => {
    expect(loadConfig(given)).toMatchObject({ OUTBOUND_ALLOW_PRIVATE: [] });
  });

  it('reads lists', () => {
    const config = loadConfig({
      ...given,
      OUTBOUND_ALLOW_PRIVATE: 'localhost:8085, 10.0.0.0/8:443',
      REGISTRY_URLS: 'http://registry-1:8081, http://registry-2:8081',
    });
    expect(config.OUTBOUND_ALLOW_PRIVATE).toEqual([
      { host: 'localhost', prefix: undefined, port: 8085 },
      { host: '10.0.0.0', prefix: 8, port: 443 },
    ]);
    expect([config.REGISTRY_URLS, loadConfig(given).REGISTRY_URLS]).toEqual([['http://registry-1:8081', 'http://registry-2:8081'], []]);
  });

  it.each([
    ['REGISTRY_URL', 'registry:8081', /REGISTRY_URL .* is not valid/],
    ['REGISTRY_URLS', 'registry-1', /REGISTRY_URLS/],
    ['OUTBOUND_CALL_LOG', 'yes', /OUTBOUND_CALL_LOG/],
    ['TOKEN_BROKER_URL', '', /TOKEN_BROKER_URL is not set/],
    ['OUTBOUND_ALLOW_PRIVATE', 'localhost', /localhost is neither host:port nor range\/prefix:port/],
  ])('names %s when it is %s', (name, value, message) => {
    expect(() => loadConfig({ ...given, [name]: value })).toThrow(message);
  });
});
