import { RemoteRefusal, RemoteUnavailable } from '@patchbay/service-kit';
import { organization, someConnector } from '../../../test/given.ts';
import { HttpOutstandingTokens } from './http-outstanding-tokens.ts';

describe('outstanding tokens', () => {
  const errors: unknown[] = [];
  const count = (request: () => Promise<unknown>) =>
    new HttpOutstandingTokens({ request } as ConstructorParameters<typeof HttpOutstandingTokens>[0], (error) => errors.push(error)).count(
      organization,
      someConnector,
    );

  beforeEach(() => {
    errors.length = 0;
  });

  it('are those that the broker counts', async () => {
    expect(await count(async () => ({ outstanding: 4 }))).toBe(4);
  });

  it('are none of a connector that the broker does not know', async () => {
    const problem = { type: 'about:blank', title: 'Not found', status: 404, detail: 'unknown', code: 'connector.not-found' };
    const refusal = new RemoteRefusal('token-broker', 404, problem);
    expect(await count(() => Promise.reject(refusal))).toBe(0);
  });

  it('are unknown while the broker is away, and that is told', async () => {
    const away = new RemoteUnavailable('token-broker', 'does not answer');
    expect(await count(() => Promise.reject(away))).toBeUndefined();
    expect(errors).toEqual([away]);
  });
});
