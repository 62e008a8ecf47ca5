import { type AuthzStub, allowAll, refuse, startAuthzStub, startIdentityProvider, type TestIdentityProvider } from '@patchbay/testing';
import type { RunningService } from '../src/index.ts';
import { startTiny } from './tiny-service.ts';

const organizationId = '0192f0c1-0000-7000-8000-000000000001';
const connectorId = '0192f0c1-0000-7000-8000-0000000000c1';

describe('refusals', () => {
  let provider: TestIdentityProvider;
  let authz: AuthzStub;
  let service: RunningService;
  let decide = allowAll;

  beforeAll(async () => {
    provider = await startIdentityProvider();
    authz = await startAuthzStub((request) => decide(request));
    service = await startTiny({ OIDC_ISSUER: provider.issuer, AUTHZ_URL: authz.url });
  });
  beforeEach(() => {
    decide = allowAll;
    authz.requests.length = 0;
  });
  afterAll(() => Promise.all([service?.stop(), authz?.stop(), provider?.stop()]));

  const url = (path: string) => `${service.url}/v1/organizations/${organizationId}${path}`;
  const get = async (path: string, token?: string, init: RequestInit = {}) => {
    const answer = await fetch(path.startsWith('http') ? path : url(path), {
      ...init,
      headers: { ...(token && { authorization: `Bearer ${token}` }), ...init.headers },
    });
    const text = await answer.text();
    return { status: answer.status, headers: answer.headers, text, body: text.startsWith('{') ? JSON.parse(text) : undefined };
  };

  it('lets in whom authz lets in, and asks it about the resource of the path', async () => {
    const answer = await get(`/connectors/${connectorId}`, await provider.userToken('u-1'));
    expect(answer).toMatchObject({ status: 200, body: { connectorId } });
    expect(answer.headers.get('etag')).toBe('"7"');
    expect(authz.requests).toEqual([
      {
        subject: { type: 'user', id: 'u-1' },
        action: { name: 'connector.read' },
        resource: { type: 'connector', id: connectorId, properties: { organizationId } },
      },
    ]);
  });

  it('knows a service by its token', async () => {
    await get('/connectors', await provider.serviceToken('flow-executor'));
    expect(authz.requests[0]).toMatchObject({ subject: { type: 'service', id: 'flow-executor' }, resource: { id: '*' } });
  });

  it.each([
    ['no token', async () => undefined],
    ['no JWT', async () => 'garbage'],
    ['an expired token', () => provider.expiredToken('u-1')],
    ['a token signed with another key', () => provider.foreignToken('u-1', 'key')],
    ['a token for another audience', () => provider.foreignToken('u-1', 'audience')],
    ['a token of another issuer', () => provider.foreignToken('u-1', 'issuer')],
  ])('answers 401 to %s, without asking authz', async (_what, token) => {
    const answer = await get('/connectors', await token());
    expect(answer).toMatchObject({ status: 401, body: { status: 401, code: 'request.unauthenticated' } });
    expect(answer.headers.get('www-authenticate')).toBe('Bearer');
    expect(authz.requests).toEqual([]);
  });

  it.each([
    ['not-a-member', 404, 'organization.not-found'],
    ['role-not-allowed', 403, 'access.role-not-allowed'],
    ['licence-required', 403, 'access.licence-required'],
  ] as const)('answers a refusal %s with %i %s', async (code, status, problemCode) => {
    decide = refuse(code);
    const answer = await get('/connectors', await provider.userToken('u-1'));
    expect(answer).toMatchObject({ status, body: { code: problemCode } });
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
  });

  it('fails closed when authz fails', async () => {
    decide = () => {
      throw new Error('authz is broken');
    };
    const answer = await get('/connectors', await provider.userToken('u-1'));
    expect(answer).toMatchObject({ status: 503, body: { code: 'access.undecided' } });
    expect(answer.headers.get('retry-after')).toBe('1');
  });
});
