import type { EvaluationRequest, EvaluationResponse } from '@patchbay/contracts';
import { FixedClock } from '@patchbay/testing';
import { AccessDecider } from './access-decider.ts';
import { RecentDecisions } from './recent-decisions.ts';

class Authz extends AccessDecider {
  asked = 0;
  answer: () => Promise<EvaluationResponse> = async () => ({ decision: true });

  decide(): Promise<EvaluationResponse> {
    this.asked += 1;
    return this.answer();
  }
}

const request = (id: string, name: EvaluationRequest['action']['name'] = 'execution.start'): EvaluationRequest => ({
  subject: { type: 'service', id },
  action: { name },
  resource: { type: 'execution', id: '*' },
});

describe('decisions of a moment ago', () => {
  const clock = new FixedClock();
  let authz: Authz;
  let recent: RecentDecisions;

  beforeEach(() => {
    authz = new Authz();
    recent = new RecentDecisions(authz, clock);
  });

  it('count for five seconds, also when they refuse', async () => {
    authz.answer = async () => ({ decision: false });
    expect(await recent.decide(request('ivr'))).toEqual({ decision: false });
    clock.advance(4_999);
    expect(await recent.decide(request('ivr'))).toEqual({ decision: false });
    expect(authz.asked).toBe(1);
    authz.answer = async () => ({ decision: true });
    clock.advance(1);
    expect(await recent.decide(request('ivr'))).toEqual({ decision: true });
  });

  it('are of one subject and one action', async () => {
    await recent.decide(request('ivr'));
    await recent.decide(request('other'));
    await recent.decide(request('ivr', 'flow.read'));
    expect(authz.asked).toBe(3);
  });

  it('are asked for once by those who ask at the same time', async () => {
    await Promise.all([recent.decide(request('ivr')), recent.decide(request('ivr'))]);
    expect(authz.asked).toBe(1);
  });

  it('are not kept where there was none', async () => {
    authz.answer = () => Promise.reject(new Error('authz is away'));
    await expect(recent.decide(request('ivr'))).rejects.toThrow('away');
    authz.answer = async () => ({ decision: true });
    expect(await recent.decide(request('ivr'))).toEqual({ decision: true });
  });

  it('are forgotten in the order in which they were asked for, when there are many', async () => {
    for (let index = 0; index <= 5_000; index += 1) await recent.decide(request(`ivr-${index}`));
    await recent.decide(request('ivr-1'));
    expect(authz.asked).toBe(5_001);
    await recent.decide(request('ivr-0'));
    expect(authz.asked).toBe(5_002);
  });
});
