import type { EvaluationRequest } from '@patchbay/contracts';
import { type AuthzStub, allowAll, type Decide, refuse, startAuthzStub } from './authz-stub.ts';

const request: EvaluationRequest = {
  subject: { type: 'user', id: 'user-1' },
  action: { name: 'connector.read' },
  resource: { type: 'connector', id: '*' },
};

describe('startAuthzStub', () => {
  let stub: AuthzStub;

  const start = async (decide: Decide) => {
    stub = await startAuthzStub(decide);
  };
  const ask = async (body: unknown) => {
    const response = await fetch(`${stub.url}/access/v1/evaluation`, { method: 'POST', body: JSON.stringify(body) });
    return { status: response.status, body: await response.json() };
  };

  afterEach(() => stub.stop());

  it('answers what the test decides, and keeps what it was asked', async () => {
    await start(({ subject }) => ({ decision: subject.id === 'user-1' }));
    expect(await ask(request)).toEqual({ status: 200, body: { decision: true } });
    expect(await ask({ ...request, subject: { type: 'user', id: 'user-2' } })).toEqual({ status: 200, body: { decision: false } });
    expect(stub.requests.map(({ subject }) => subject.id)).toEqual(['user-1', 'user-2']);
  });

  it('allows all', async () => {
    await start(allowAll);
    expect((await ask(request)).body).toEqual({ decision: true });
  });

  it('refuses with the code', async () => {
    await start(refuse('licence-required'));
    expect((await ask(request)).body).toMatchObject({ decision: false, context: { reason: { code: 'licence-required' } } });
  });

  it('answers 400 to what breaks the contract, 500 when the decision fails, 404 elsewhere', async () => {
    await start(() => Promise.reject(new Error('away')));
    expect((await ask({ ...request, action: { name: 'connector.explode' } })).status).toBe(400);
    expect((await ask(request)).status).toBe(500);
    expect((await fetch(stub.url)).status).toBe(404);
  });
});
