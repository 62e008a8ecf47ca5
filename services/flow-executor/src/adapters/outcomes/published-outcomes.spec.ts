import { type OutgoingEvent, RoutingOutcomesReported } from '@patchbay/contracts';
import { FixedClock } from '@patchbay/testing';
import { PublishedOutcomes } from './published-outcomes.ts';

const organizationId = '0192f0c1-0000-7000-8000-000000000001';
const otherOrganization = '0192f0c1-0000-7000-8000-000000000002';
const nth = (n: number) => `0192f0c1-0000-7000-8000-${String(n).padStart(12, '0')}`;
const routed = { flowId: nth(0xf1), versionNumber: 3, connectorIds: [nth(0xc1)] };
const completed = { type: 'COMPLETED' } as const;

function open({ capacity, publish }: { capacity?: number; publish?: (events: readonly OutgoingEvent[]) => Promise<void> } = {}) {
  const clock = new FixedClock();
  const published: OutgoingEvent[] = [];
  const dropped: number[] = [];
  let made = 0;
  const outcomes = new PublishedOutcomes({
    publish:
      publish ??
      (async (events) => {
        published.push(...events);
      }),
    instanceId: 'executor-1',
    clock,
    nextId: () => nth(0xa00 + ++made),
    onDropped: (count) => dropped.push(count),
    ...(capacity !== undefined && { capacity }),
  });
  const call = (n: number, over = {}) => ({ executionId: nth(n), organizationId, ...routed, startedAt: clock.now(), ...over });
  const reports = () =>
    published.map(({ envelope }) => ({ organizationId: envelope.organizationId, ...RoutingOutcomesReported.parse(envelope.data) }));
  const flush = async () => {
    published.length = 0;
    await outcomes.flush();
    return reports();
  };
  const stop = async () => {
    await outcomes.stop();
    return reports();
  };
  return { clock, outcomes, dropped, call, flush, stop };
}

const sizesOf = (reports: readonly { organizationId: unknown; batch: number; outcomes: readonly unknown[] }[]) =>
  reports.map(({ organizationId: of, batch, outcomes: { length } }) => [of, batch, length]);

describe('published outcomes', () => {
  it('tell how a call ended, and the calls that still run', async () => {
    const { clock, outcomes, call, flush } = open();
    const ended = call(1);
    for (const one of [ended, call(2)]) outcomes.began(one);
    clock.advance(20);
    outcomes.left(ended);
    outcomes.ended(ended, { type: 'HALTED', code: 'CONNECTOR_INACTIVE', connectorId: nth(0xc1), fallbackDestination: null }, 19.5);
    expect(await flush()).toEqual([
      {
        organizationId,
        instanceId: 'executor-1',
        batch: 1,
        at: clock.now().toISOString(),
        outcomes: [
          {
            executionId: nth(1),
            ...routed,
            outcome: 'HALTED',
            code: 'CONNECTOR_INACTIVE',
            startedAt: ended.startedAt.toISOString(),
            endedAt: clock.now().toISOString(),
            durationMs: 19.5,
          },
        ],
        inProgress: [{ ...routed, calls: 1 }],
      },
    ]);
  });

  it('say it once more when no call runs any longer, and then nothing', async () => {
    const { outcomes, call, flush } = open();
    outcomes.began(call(1));
    expect((await flush())[0]?.inProgress).toHaveLength(1);
    outcomes.left(call(1));
    expect(await flush()).toMatchObject([{ outcomes: [], inProgress: [] }]);
    expect(await flush()).toEqual([]);
  });

  it('keep organizations apart', async () => {
    const { outcomes, call, flush } = open();
    outcomes.ended(call(1), completed, 1);
    outcomes.ended(call(2, { organizationId: otherOrganization }), completed, 1);
    expect(sizesOf(await flush())).toEqual([
      [organizationId, 1, 1],
      [otherOrganization, 2, 1],
    ]);
  });

  it('publish a batch when it is full, and keep those after it small', async () => {
    const { outcomes, call, stop } = open();
    for (let n = 0; n < 1_201; n += 1) outcomes.ended(call(n), completed, 1);
    expect(sizesOf(await stop())).toEqual([
      [organizationId, 1, 500],
      [organizationId, 2, 500],
      [organizationId, 3, 201],
    ]);
  });

  it('split what no broker would take in one message, and lose nothing', async () => {
    const { outcomes, dropped, call, stop } = open();
    const connectorIds = Array.from({ length: 40 }, (_, index) => nth(0xc00 + index));
    const ids = Array.from({ length: 2_000 }, (_, index) => nth(0x1000 + index));
    const code = `platform.${'ü'.repeat(90)}`;
    ids.forEach((executionId, index) => {
      outcomes.ended(call(index, { executionId, connectorIds }), { type: 'FAILED', code, message: '' }, 1_234.567);
    });
    const reports = await stop();
    expect(reports.flatMap((report) => report.outcomes.map(({ executionId }) => executionId))).toEqual(ids);
    expect(reports.map(({ batch }) => batch)).toEqual(reports.map((_, index) => index + 1));
    for (const report of reports) expect(Buffer.byteLength(JSON.stringify(report))).toBeLessThan(300_000);
    expect(dropped).toEqual([]);
  });

  it('drop and count what finds the buffer full', async () => {
    const { outcomes, dropped, call, flush } = open({ capacity: 2 });
    for (const n of [1, 2, 3]) outcomes.ended(call(n), completed, 1);
    expect(dropped).toEqual([1]);
    expect((await flush())[0]?.outcomes).toHaveLength(2);
  });

  it('drop and count what the broker does not take, and do not try again', async () => {
    let attempts = 0;
    const publish = async () => {
      attempts += 1;
      throw new Error('away');
    };
    const { outcomes, dropped, call, flush } = open({ publish });
    for (const n of [1, 2]) outcomes.ended(call(n), completed, 1);
    await flush();
    await flush();
    expect([attempts, dropped]).toEqual([1, [2]]);
  });

  it('keep a call out of the broker’s slowness', async () => {
    const slow = Promise.withResolvers<void>();
    let attempts = 0;
    const publish = () => {
      attempts += 1;
      return slow.promise;
    };
    const { outcomes, call } = open({ publish });
    outcomes.ended(call(1), completed, 1);
    const first = outcomes.flush();
    outcomes.ended(call(2), completed, 1);
    void outcomes.flush();
    expect(attempts).toBe(1);
    slow.resolve();
    await first;
    await outcomes.stop();
    expect(attempts).toBe(2);
  });
});
