import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, importJWK, type JWTPayload, SignJWT } from 'jose';

export interface FakeIssuer {
  url: string;
  /** Paths that were asked for, in their order. */
  requests: string[];
  /** What the token endpoint was sent last. */
  tokenRequest: { authorization: string | undefined; form: URLSearchParams } | undefined;
  /** Until it is false again everything is answered with 503. */
  failing: boolean;
  /** While set, the token endpoint answers only when it resolves. */
  hold: Promise<void> | undefined;
  issuedTokens: number;
  sign(claims?: JWTPayload, header?: { alg: string }): Promise<string>;
  stop(): Promise<void>;
}

/** An issuer that can be counted, made to fail and made to wait. */
export async function startFakeIssuer(expiresInS = 300): Promise<FakeIssuer> {
  const { publicKey, privateKey } = await generateKeyPair('RS256', { extractable: true });
  const jwk = { ...(await exportJWK(publicKey)), kid: 'k1', use: 'sig' };
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const answers: Record<string, () => unknown> = {
    '/.well-known/openid-configuration': () => ({ issuer: url, jwks_uri: `${url}/jwks`, token_endpoint: `${url}/token` }),
    '/jwks': () => ({ keys: [jwk] }),
    '/token': () => {
      issuer.issuedTokens += 1;
      return { access_token: `token-${issuer.issuedTokens}`, expires_in: expiresInS };
    },
  };
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = request.url ?? '';
    issuer.requests.push(path);
    if (path === '/token') {
      issuer.tokenRequest = { authorization: request.headers.authorization, form: new URLSearchParams(await textOf(request)) };
      await issuer.hold;
    }
    response.statusCode = issuer.failing ? 503 : 200;
    response.setHeader('content-type', 'application/json').end(JSON.stringify(issuer.failing ? {} : answers[path]?.()));
  };
  const issuer: FakeIssuer = {
    url,
    requests: [],
    tokenRequest: undefined,
    failing: false,
    hold: undefined,
    issuedTokens: 0,
    sign: async (claims = {}, { alg } = { alg: 'RS256' }) => {
      // The same key for another algorithm: a signature that is right, and must not count.
      const key = alg === 'HS256' ? Buffer.from(JSON.stringify(jwk)) : await importJWK(await exportJWK(privateKey), alg);
      return new SignJWT({ iss: url, aud: 'urn:patchbay', sub: 'u-1', exp: Math.floor(Date.now() / 1_000) + expiresInS, ...claims })
        .setProtectedHeader({ alg, kid: 'k1' })
        .sign(key);
    },
    stop: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
  return issuer;
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text;
}
