import type { ResponseReceived } from '../../domain/request/outbound-request.ts';
import { Call } from './call.ts';
import { RequestFailure } from './request-failure.ts';
import { type Retries, withRetries } from './with-retries.ts';

const response = (statusCode: number): ResponseReceived => ({ kind: 'response', statusCode, headers: {}, body: '' });

describe('withRetries', () => {
  let call: Call;
  beforeEach(() => {
    call = new Call(60_000, { refusal: () => undefined });
  });
  afterEach(() => call.end());

  /** Attempts that end in these statuses, or fail with these codes. */
  async function sent(statuses: readonly (number | 'CONNECT' | 'CONNECTOR_INACTIVE')[], retries: Partial<Retries>) {
    let attempts = 0;
    const attempt = async () => {
      const status = statuses[attempts] ?? 200;
      attempts += 1;
      if (typeof status === 'string') throw new RequestFailure(status);
      return response(status);
    };
    const answer = await withRetries(attempt, { most: 3, mayRetry: () => true, heldMs: () => 0, ...retries }, call);
    return [answer.statusCode, attempts];
  }

  it.each<[string, Parameters<typeof sent>, number, number]>([
    ['a success', [[200], {}], 200, 1],
    ['what is the fault of the request', [[404], {}], 404, 1],
    ['an endpoint that asks for a pause', [[429], {}], 429, 1],
    ['a failure that passes', [[500, 503], {}], 200, 3],
    ['a failure that stays', [[500, 501, 502, 503, 504], {}], 503, 4],
    ['a flow that wants no retries', [[500], { most: 0 }], 500, 1],
    ['a budget that is spent', [[500], { mayRetry: () => false }], 500, 1],
    ['an endpoint that is to be left alone for longer than the call lasts', [[503], { heldMs: () => 60_000 }], 503, 1],
    ['a retry without an answer', [[502, 'CONNECT'], {}], 502, 2],
  ])('after %s gives the last answer', async (_what, given, statusCode, attempts) => {
    expect(await sent(...given)).toEqual([statusCode, attempts]);
  });

  it('asks for no retry that would come too late', async () => {
    let asked = 0;
    await sent([503], { heldMs: () => 60_000, mayRetry: () => asked++ < 0 });
    expect(asked).toBe(0);
  });

  it('ends when the gate closes', async () => {
    await expect(sent([502, 'CONNECTOR_INACTIVE'], {})).rejects.toMatchObject({ failure: 'CONNECTOR_INACTIVE' });
  });
});
