import type { IncomingMessage } from 'node:http';
import { type CryptoKey, exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import { type Answer, startLoopbackServer } from './loopback-server.ts';

export interface TestIdentityProvider {
  issuer: string;
  /** Accepted for every client. */
  clientSecret: string;
  userToken(userId: string): Promise<string>;
  serviceToken(clientId: string): Promise<string>;
  expiredToken(userId: string): Promise<string>;
  /** A token that is wrong in this one thing. Default: signed with a key that the provider does not have. */
  foreignToken(userId: string, wrong?: 'key' | 'audience' | 'issuer'): Promise<string>;
  stop(): Promise<void>;
}

const audience = 'urn:patchbay';
const lifetimeS = 300;
const algorithm = 'ES256';
const keyId = 'test';

type Claims = JWTPayload & { client_id: string };

/** A small OpenID provider: discovery, keys, and tokens for clients by `client_credentials`. Tokens for people are handed out by its methods alone. */
export async function startIdentityProvider(): Promise<TestIdentityProvider> {
  const [own, foreign] = await Promise.all([generateKeyPair(algorithm), generateKeyPair(algorithm)]);
  const keys = { keys: [{ ...(await exportJWK(own.publicKey)), kid: keyId, alg: algorithm, use: 'sig' }] };
  const clientSecret = 'test-client-secret';
  const nowS = (): number => Math.floor(Date.now() / 1000);
  const sign = (claims: Partial<Claims>, key: CryptoKey = own.privateKey): Promise<string> =>
    new SignJWT({ iss: issuer, aud: audience, iat: nowS(), exp: nowS() + lifetimeS, ...claims })
      .setProtectedHeader({ alg: algorithm, kid: keyId, typ: 'at+jwt' })
      .sign(key);
  const user = (userId: string): Claims => ({ sub: userId, client_id: 'test-console' });
  const service = (clientId: string): Claims => ({ sub: clientId, client_id: clientId });

  const grant = async (request: IncomingMessage, body: string): Promise<Answer> => {
    const form = new URLSearchParams(body);
    const client = clientOf(request, form);
    if (form.get('grant_type') !== 'client_credentials') return { status: 400, body: { error: 'unsupported_grant_type' } };
    if (!client.id || client.secret !== clientSecret) return { status: 401, body: { error: 'invalid_client' } };
    const aud = form.get('resource') ?? form.get('audience') ?? audience;
    const accessToken = await sign({ ...service(client.id), aud });
    return { status: 200, body: { access_token: accessToken, token_type: 'Bearer', expires_in: lifetimeS } };
  };

  const server = await startLoopbackServer(async (request, body) => {
    const { pathname } = new URL(request.url ?? '/', issuer);
    if (pathname === '/.well-known/openid-configuration') return { status: 200, body: discoveryOf(issuer) };
    if (pathname === '/jwks') return { status: 200, body: keys };
    if (pathname === '/token' && request.method === 'POST') return grant(request, body);
    return { status: 404, body: { error: 'not_found' } };
  });
  const issuer = server.url;

  return {
    issuer,
    clientSecret,
    userToken: (userId) => sign(user(userId)),
    serviceToken: (clientId) => sign(service(clientId)),
    expiredToken: (userId) => sign({ ...user(userId), iat: nowS() - 2 * lifetimeS, exp: nowS() - lifetimeS }),
    foreignToken: (userId, wrong = 'key') => {
      if (wrong === 'key') return sign(user(userId), foreign.privateKey);
      return sign({ ...user(userId), ...(wrong === 'audience' ? { aud: 'urn:elsewhere' } : { iss: 'http://elsewhere.invalid' }) });
    },
    stop: server.stop,
  };
}

const discoveryOf = (issuer: string): object => ({
  issuer,
  jwks_uri: `${issuer}/jwks`,
  token_endpoint: `${issuer}/token`,
  authorization_endpoint: `${issuer}/auth`,
  response_types_supported: ['code'],
  subject_types_supported: ['public'],
  grant_types_supported: ['client_credentials'],
  id_token_signing_alg_values_supported: [algorithm],
  token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
});

/** client_secret_basic or client_secret_post, as RFC 6749 section 2.3.1 has them. */
function clientOf(request: IncomingMessage, form: URLSearchParams): { id: string | undefined; secret: string | undefined } {
  const basic = /^Basic (.+)$/i.exec(request.headers.authorization ?? '')?.[1];
  if (basic === undefined) return { id: form.get('client_id') ?? undefined, secret: form.get('client_secret') ?? undefined };
  const [id, secret] = Buffer.from(basic, 'base64').toString('utf8').split(':').map(decodeURIComponent);
  return { id, secret };
}
