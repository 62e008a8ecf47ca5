import { loadConfig } from './config.ts';
import { clients } from './domain/world.ts';

describe('the configuration', () => {
  it('needs nothing to be set', () => {
    expect(loadConfig({})).toMatchObject({
      PORT: 8085,
      LOG_LEVEL: 'info',
      PUBLIC_URL: 'http://127.0.0.1:8085',
      OIDC_ISSUER: 'http://127.0.0.1:8085/oidc',
      clientSecrets: { 'flow-executor': 'flow-executor-development-secret' },
    });
  });

  it('knows a secret of every client', () => {
    expect(Object.keys(loadConfig({}).clientSecrets)).toEqual(clients.map(({ clientId }) => clientId));
  });

  it('takes secrets and addresses from the environment', () => {
    const config = loadConfig({
      DEMO_INTEGRATION_CLIENT_SECRET: 'other',
      PUBLIC_URL: 'https://sandbox.example/',
      CONSOLE_REDIRECT_URIS: 'https://a.example/x, https://b.example/y',
    });
    expect(config).toMatchObject({
      PUBLIC_URL: 'https://sandbox.example',
      CONSOLE_REDIRECT_URIS: ['https://a.example/x', 'https://b.example/y'],
      clientSecrets: { 'demo-integration': 'other' },
    });
  });

  it.each([
    [{ NODE_ENV: 'production' }, 'NODE_ENV ("production") is not valid: the sandbox hands out tokens to anybody'],
    [{ PUBLIC_URL: 'sandbox' }, 'set it to the URL at which services and browsers reach the sandbox'],
    [{ CONSOLE_REDIRECT_URIS: 'x' }, 'CONSOLE_REDIRECT_URIS'],
    [{ PORT: 'http' }, 'PORT'],
  ])('%j is refused', (env, message) => {
    expect(() => loadConfig(env)).toThrow(message);
  });
});
