import { createServer } from 'node:net';
import { createService } from '@patchbay/service-kit';
import { AppModule } from '../src/app.module.ts';
import { loadConfig } from '../src/config.ts';
import { DEMO_ORGANIZATION_ID } from '../src/domain/world.ts';

export interface Sandbox {
  readonly url: string;
  readonly contactCenterUrl: string;
  /** The answer of the token endpoint. */
  requestToken(clientId: string, parameters?: Record<string, string>, secret?: string): Promise<Response>;
  /** A token of an integration for the Contact Center API. */
  contactCenterToken(scopes: string, clientId?: string): Promise<string>;
  /** A call to the Contact Center API; its path may hold `{org}` for the demo organization. */
  call(token: string | undefined, path: string, init?: RequestInit): Promise<Response>;
  stop(): Promise<boolean>;
}

export const READ_ONLY = 'cjp:config cjp:config_read';
export const READ_WRITE = `${READ_ONLY} cjp:config_write cjp:user`;

export async function startSandbox(env: NodeJS.ProcessEnv = {}): Promise<Sandbox> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const config = loadConfig({
    PORT: String(port),
    PUBLIC_URL: url,
    LOG_LEVEL: 'error',
    CONSOLE_REDIRECT_URIS: 'http://127.0.0.1:1/back',
    ...env,
  });
  const service = await createService({
    name: 'sandbox',
    config,
    module: (given) => AppModule.for(given),
    host: '127.0.0.1',
    stopWithinMs: 1_000,
  });
  const contactCenterUrl = `${url}/contact-center`;
  const requestToken: Sandbox['requestToken'] = (clientId, parameters = {}, secret = `${clientId}-development-secret`) =>
    fetch(`${url}/oidc/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${Buffer.from(`${clientId}:${secret}`).toString('base64')}` },
      body: new URLSearchParams({ grant_type: 'client_credentials', ...parameters }),
    });
  return {
    url,
    contactCenterUrl,
    requestToken,
    contactCenterToken: async (scope, clientId = 'demo-integration') => {
      const response = await requestToken(clientId, { scope, resource: contactCenterUrl });
      return ((await response.json()) as { access_token: string }).access_token;
    },
    call: (token, path, init = {}) =>
      fetch(contactCenterUrl + path.replace('{org}', DEMO_ORGANIZATION_ID), {
        ...init,
        headers: { ...(token !== undefined && { authorization: `Bearer ${token}` }), ...init.headers },
      }),
    stop: () => service.stop(),
  };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}
