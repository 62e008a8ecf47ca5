import { EventEmitter, once } from 'node:events';
import { BreakerOpen, type BreakerSettings, type BreakerState, BulkheadFull, CircuitBreakers } from './index.ts';

const halted = new Error('halted');

class Breakers {
  readonly changes: string[] = [];
  readonly breakers: CircuitBreakers<number>;
  private readonly events = new EventEmitter();

  constructor(settings: Partial<BreakerSettings<number>> = {}) {
    this.breakers = new CircuitBreakers<number>({
      judge: {
        answered: (status) => (status >= 500 || [408, 425, 429].includes(status) ? 'failure' : 'success'),
        failed: (error) => (error === halted ? 'neutral' : 'failure'),
      },
      resetMs: 20,
      random: () => 1,
      onStateChange: (key, state) => {
        this.changes.push(`${key} ${state}`);
        this.events.emit(state);
      },
      ...settings,
    });
  }

  async becomes(state: BreakerState): Promise<void> {
    await once(this.events, state);
  }

  /** Runs the calls one after the other; answers how many of them were let through. */
  async call(key: string, ...statuses: number[]): Promise<number> {
    let through = 0;
    for (const status of statuses) {
      const call = this.breakers.run(key, async () => {
        through += 1;
        return status;
      });
      await call.catch((error: unknown) => expect(error).toBeInstanceOf(BreakerOpen));
    }
    return through;
  }

  async open(key: string): Promise<void> {
    await this.call(key, ...times(20, 503));
    await settled();
    expect(this.changes).toContain(`${key} open`);
  }
}

const times = (count: number, status: number): number[] => Array.from({ length: count }, () => status);
/** opossum hears of an outcome one turn after the caller has it. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('a circuit breaker', () => {
  let subject: Breakers;
  beforeEach(() => {
    subject = new Breakers();
  });
  afterEach(() => subject.breakers.shutdown());

  it('opens at 50 % failures of 20 calls, and sends nothing more', async () => {
    await subject.call('crm', ...times(10, 200), ...times(9, 503));
    await settled();
    expect(subject.breakers.stateOf('crm')).toBe('closed');
    await subject.call('crm', 503);
    await settled();
    expect(subject.breakers.stateOf('crm')).toBe('open');
    expect(await subject.call('crm', 200, 200)).toBe(0);
  });

  it('stays closed below 20 calls, whatever they answer', async () => {
    expect(await subject.call('crm', ...times(19, 503))).toBe(19);
    await settled();
    expect(subject.breakers.stateOf('crm')).toBe('closed');
  });

  it.each([400, 401, 403, 404, 422])('takes %i for an answer of an endpoint that works', async (status) => {
    await subject.call('crm', ...times(40, status));
    await settled();
    expect(subject.breakers.stateOf('crm')).toBe('closed');
  });

  it('leaves the breaker of another key alone', async () => {
    await subject.open('crm');
    expect(await subject.call('billing', 200)).toBe(1);
    expect(subject.changes).toEqual(['crm open']);
    expect(subject.breakers.countByState()).toEqual({ closed: 1, open: 1, 'half-open': 0 });
  });

  it('lets one probe through when half-open, and closes on its success', async () => {
    await subject.open('crm');
    await subject.becomes('half-open');
    const probe = Promise.withResolvers<number>();
    const running = subject.breakers.run('crm', () => probe.promise);
    expect(await subject.call('crm', 200, 200)).toBe(0);
    probe.resolve(200);
    await running;
    await settled();
    expect(subject.breakers.stateOf('crm')).toBe('closed');
    expect(await subject.call('crm', 200, 200)).toBe(2);
  });

  it('opens again when the probe fails', async () => {
    await subject.open('crm');
    await subject.becomes('half-open');
    await subject.call('crm', 503);
    await settled();
    expect(subject.changes).toEqual(['crm open', 'crm half-open', 'crm open']);
  });

  it('waits twice as long after a probe that failed', async () => {
    await subject.open('crm');
    await subject.becomes('half-open');
    const failedAt = performance.now();
    await subject.call('crm', 503);
    await subject.becomes('half-open');
    expect(performance.now() - failedAt).toBeGreaterThan(35);
  });

  it('takes another probe when the first one was aborted from our side', async () => {
    await subject.open('crm');
    await subject.becomes('half-open');
    const aborted = subject.breakers.run('crm', () => Promise.reject(halted));
    await expect(aborted).rejects.toBe(halted);
    await settled();
    expect(subject.breakers.stateOf('crm')).toBe('half-open');
    expect(await subject.call('crm', 200)).toBe(1);
  });

  it('takes another probe when the first one hangs', async () => {
    subject.breakers.shutdown();
    subject = new Breakers({ probeTimeoutMs: 0 });
    await subject.open('crm');
    await subject.becomes('half-open');
    void subject.breakers.run('crm', () => new Promise<number>(() => undefined));
    expect(await subject.call('crm', 200)).toBe(1);
  });

  it('is not closed by a call that began before it opened', async () => {
    const early = Promise.withResolvers<number>();
    const running = subject.breakers.run('crm', () => early.promise);
    await subject.open('crm');
    await subject.becomes('half-open');
    early.resolve(200);
    await running;
    await settled();
    expect(subject.breakers.stateOf('crm')).toBe('half-open');
  });

  it('does not hear of calls that were aborted from our side', async () => {
    const calls = Array.from({ length: 40 }, () => subject.breakers.run('crm', () => Promise.reject(halted)));
    await Promise.allSettled(calls);
    await settled();
    expect(subject.breakers.stateOf('crm')).toBe('closed');
  });

  it('leaves a call alone whose neighbour is aborted', async () => {
    const [aborting, patient] = [new AbortController(), new AbortController()];
    const calling = (signal: AbortSignal, answer: Promise<number>) =>
      subject.breakers.run('crm', () => Promise.race([answer, once(signal, 'abort').then(() => Promise.reject(signal.reason))]));
    const answer = Promise.withResolvers<number>();
    const neighbour = calling(aborting.signal, new Promise(() => undefined));
    const call = calling(patient.signal, answer.promise);
    aborting.abort(halted);
    await expect(neighbour).rejects.toBe(halted);
    answer.resolve(200);
    expect(await call).toBe(200);
  });
});

describe('a bulkhead', () => {
  let subject: Breakers;
  beforeEach(() => {
    subject = new Breakers({ maxInFlight: 2 });
  });
  afterEach(() => subject.breakers.shutdown());

  const hang = (key: string) => {
    const answer = Promise.withResolvers<number>();
    return { answer, call: subject.breakers.run(key, () => answer.promise) };
  };

  it('refuses the call beyond its limit with a code of its own, and no breaker hears of it', async () => {
    const running = [hang('crm'), hang('crm')];
    for (const _ of times(40, 0)) await expect(subject.breakers.run('crm', async () => 200)).rejects.toBeInstanceOf(BulkheadFull);
    await expect(subject.breakers.run('crm', async () => 200)).rejects.toMatchObject({
      code: 'resilience.bulkhead-full',
      kind: 'unavailable',
    });
    expect(subject.breakers.stateOf('crm')).toBe('closed');
    expect(await subject.call('billing', 200)).toBe(1);
    for (const { answer, call } of running) {
      answer.resolve(200);
      await call;
    }
  });

  it('gives a place back only when its call has settled', async () => {
    const [first] = [hang('crm'), hang('crm')];
    first?.answer.reject(new Error('reset by peer'));
    await expect(first?.call).rejects.toThrow('reset by peer');
    expect(await subject.call('crm', 200)).toBe(1);
  });
});

describe('an endpoint that asks to be left alone', () => {
  it('is, for as long as it said last, and no other', () => {
    const { breakers } = new Breakers();
    breakers.holdOff('crm', 60_000);
    breakers.holdOff('crm', 1);
    expect(breakers.heldMs('crm')).toBeGreaterThan(1);
    expect([breakers.heldMs('billing'), breakers.stateOf('crm')]).toEqual([0, 'closed']);
    breakers.shutdown();
  });
});

describe('retries', () => {
  it('have a budget for each endpoint', () => {
    const { breakers } = new Breakers();
    const asked = Array.from({ length: 100 }, () => breakers.mayRetry('crm'));
    expect(asked.slice(0, 10)).toEqual(Array.from({ length: 10 }, () => true));
    expect(asked).toContain(false);
    expect(breakers.mayRetry('billing')).toBe(true);
    breakers.shutdown();
  });
});

describe('many breakers', () => {
  it('are kept while calls are under way', async () => {
    const subject = new Breakers({ maxBreakers: 1, maxInFlight: 1 });
    const answer = Promise.withResolvers<number>();
    const call = subject.breakers.run('a', () => answer.promise);
    expect(await subject.call('b', 200)).toBe(1);
    await expect(subject.breakers.run('a', async () => 200)).rejects.toBeInstanceOf(BulkheadFull);
    answer.resolve(200);
    await call;
    subject.breakers.shutdown();
  });

  it('are quiet once they are gone', async () => {
    const subject = new Breakers({ maxBreakers: 1 });
    await subject.open('a');
    await subject.open('b');
    await subject.becomes('half-open');
    expect(subject.changes).toEqual(['a open', 'b open', 'b half-open']);
    subject.breakers.shutdown();
  });

  it('are kept up to the limit: the one used longest ago goes', async () => {
    const subject = new Breakers({ maxBreakers: 2, resetMs: 60_000 });
    await subject.open('a');
    await subject.open('b');
    await subject.call('a', 200);
    await subject.call('c', 200);
    expect(['a', 'b', 'c'].map((key) => subject.breakers.stateOf(key))).toEqual(['open', 'closed', 'closed']);
    expect(subject.breakers.countByState()).toEqual({ closed: 1, open: 1, 'half-open': 0 });
    subject.breakers.shutdown();
  });
});
