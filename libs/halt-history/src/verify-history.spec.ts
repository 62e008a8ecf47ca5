import { type Call, type Change, HistoryIncomplete, type ViolationKind, verifyHistory } from './index.ts';

const connectorId = '01990000-0000-7000-8000-00000000c001';

/** Created at 1000, deactivated at 2000 and reported halted at 2012, active again at 9000. */
const history: Change[] = [
  { connectorId, version: 1, state: 'ACTIVE', committedAt: 1_000 },
  { connectorId, version: 2, state: 'INACTIVE', committedAt: 2_000, haltedAt: 2_012, boundMs: 5_100 },
  { connectorId, version: 3, state: 'ACTIVE', committedAt: 9_000 },
];

/** Deactivated, and active again before that could be reported. */
const superseded: Change[] = [
  { connectorId, version: 1, state: 'ACTIVE', committedAt: 1_000 },
  { connectorId, version: 2, state: 'INACTIVE', committedAt: 2_000, boundMs: 5_100 },
  { connectorId, version: 3, state: 'ACTIVE', committedAt: 2_005 },
];

const call = (at: number, connectorVersion = 1, over: Partial<Call> = {}): Call => ({ connectorId, connectorVersion, at, ...over });

async function kindsOf(calls: Call[], changes = history, options: Parameters<typeof verifyHistory>[2] = {}): Promise<ViolationKind[]> {
  const { examples } = await verifyHistory(calls, changes, options);
  return examples.map(({ kind }) => kind);
}

describe('verifyHistory', () => {
  it('finds nothing in calls that kept to the history, and says how long after its end a version was used', async () => {
    const calls = [call(1_000), call(1_999), call(2_012), call(9_000, 3)];
    expect(await verifyHistory(calls, history)).toEqual({
      holds: true,
      calls: 4,
      connectors: 1,
      changes: 3,
      halts: 1,
      withoutBound: 0,
      violations: 0,
      violationsByKind: {},
      examples: [],
      worstLatenessMs: 0,
      longestAfterCommitMs: 12,
    });
  });

  it('I2: finds a call on an earlier version that started after the report', async () => {
    const { examples, holds, worstLatenessMs } = await verifyHistory([call(2_013, 1, { source: 'h1', origin: 'calls.jsonl:7' })], history);
    expect({ holds, worstLatenessMs }).toEqual({ holds: false, worstLatenessMs: 1 });
    expect(examples).toEqual([
      expect.objectContaining({
        kind: 'AFTER_HALTED',
        invariant: 'I2',
        lateMs: 1,
        sentence: `I2: a call on ${connectorId} v1 started 1 ms after v2 was reported halted (source h1, calls.jsonl:7)`,
      }),
    ]);
  });

  it('I2: also by a later halt, when nothing was reported of the first one', async () => {
    const [created, inactive, active] = superseded;
    const halted: Change = { connectorId, version: 4, state: 'INACTIVE', committedAt: 2_008, haltedAt: 2_010, boundMs: 5_100 };
    const changes = [created, inactive, active, halted].filter((change) => change !== undefined);
    expect(await kindsOf([call(2_011), call(2_011, 3), call(2_009)], changes)).toEqual(['AFTER_HALTED', 'AFTER_HALTED']);
  });

  it('I1: finds a call beyond the bound, reported or not', async () => {
    expect(await kindsOf([call(7_100), call(7_101)], superseded)).toEqual(['BEYOND_BOUND']);
    expect(await kindsOf([call(7_101)])).toEqual(['BEYOND_BOUND', 'AFTER_HALTED']);
  });

  it('I1: finds any call on a version that was never active', async () => {
    expect(await kindsOf([call(2_000, 2)])).toEqual(['NOT_ACTIVE']);
  });

  it('I1: takes the bound of the options where a change has none, and counts where neither has', async () => {
    const unbounded = superseded.map(({ boundMs: _, ...change }) => change);
    expect(await kindsOf([call(8_000)], unbounded)).toEqual([]);
    expect((await verifyHistory([], unbounded)).withoutBound).toBe(1);
    expect(await kindsOf([call(8_000)], unbounded, { boundMs: 5_999 })).toEqual(['BEYOND_BOUND']);
    expect((await verifyHistory([], unbounded, { boundMs: 5_999 })).withoutBound).toBe(0);
  });

  it('I3: finds a source that went back to a version, in whatever order its lines stand', async () => {
    const calls = [call(3_000, 3, { source: 'h1' }), call(2_500, 1, { source: 'h1' }), call(2_999, 1, { source: 'h1' })];
    const again = call(4_000, 3, { source: 'h1' });
    const wentBack = [...calls, call(3_001, 1, { source: 'h1' }), again, call(3_500, 1, { source: 'h2' }), call(3_001, 1)];
    expect(await kindsOf(calls, superseded)).toEqual([]);
    const { examples } = await verifyHistory(wentBack.toReversed(), superseded);
    expect(examples).toEqual([expect.objectContaining({ kind: 'VERSION_WENT_BACK', invariant: 'I3', lateMs: 1, call: wentBack[3] })]);
  });

  it('finds log and history that do not fit each other', async () => {
    const elsewhere = { connectorId: '01990000-0000-7000-8000-00000000c002' };
    const calls = [call(9_500, 4), call(9_500, 0), call(1_500, 1, elsewhere), call(8_990, 3)];
    expect(await kindsOf(calls)).toEqual(['VERSION_UNKNOWN', 'VERSION_UNKNOWN', 'CONNECTOR_UNKNOWN', 'BEFORE_COMMIT']);
  });

  it('allows for clocks that are apart, as much as it is told', async () => {
    const calls = [call(2_032), call(8_980, 3), call(7_101)];
    expect(await kindsOf(calls.slice(0, 2), history, { clockErrorMs: 20 })).toEqual([]);
    expect(await kindsOf(calls.slice(0, 2), history, { clockErrorMs: 19 })).toEqual(['AFTER_HALTED', 'BEFORE_COMMIT']);
    expect(await kindsOf([call(7_101)], superseded, { clockErrorMs: 1 })).toEqual([]);
  });

  it('takes fractions of a millisecond for the millisecond that they are in, as the history does', async () => {
    expect(await kindsOf([call(2_012.99)])).toEqual([]);
    expect(await kindsOf([call(2_013.01)])).toEqual(['AFTER_HALTED']);
  });

  it('ends a version that was lost when it was lost, though its number was given again', async () => {
    const changes: Change[] = [
      { connectorId, version: 1, state: 'INACTIVE', committedAt: 1_000, boundMs: 5_100 },
      { connectorId, version: 2, state: 'ACTIVE', committedAt: 2_000, lostAt: 3_000 },
      { connectorId, version: 2, state: 'ACTIVE', committedAt: 20_000 },
    ];
    const options = { boundMs: 5_100 };
    expect(await kindsOf([call(8_100, 2), call(20_000, 2)], changes, options)).toEqual([]);
    expect(await kindsOf([call(8_101, 2)], changes, options)).toEqual(['BEYOND_BOUND']);
  });

  it('does not end a version by one that was lost', async () => {
    const changes: Change[] = [
      { connectorId, version: 1, state: 'ACTIVE', committedAt: 1_000 },
      { connectorId, version: 2, state: 'INACTIVE', committedAt: 2_000, lostAt: 3_000, boundMs: 5_100 },
      { connectorId, version: 2, state: 'INACTIVE', committedAt: 20_000, boundMs: 5_100 },
    ];
    expect(await kindsOf([call(15_000), call(25_100)], changes)).toEqual([]);
    expect(await kindsOf([call(25_101)], changes)).toEqual(['BEYOND_BOUND']);
  });

  it('gives no verdict on a history in which a version is missing', async () => {
    const gap = history.filter(({ version }) => version !== 2);
    await expect(verifyHistory([call(1_500)], gap)).rejects.toThrow(HistoryIncomplete);
    await expect(verifyHistory([call(1_500)], history.toReversed())).rejects.toThrow(HistoryIncomplete);
  });

  it('keeps the first hundred violations, counts all, and tells each as it is found', async () => {
    let told = 0;
    const calls = Array.from({ length: 250 }, () => call(2_013));
    const verdict = await verifyHistory(calls, history, { onViolation: () => told++ });
    expect([verdict.examples.length, verdict.violations, verdict.violationsByKind, told]).toEqual([100, 250, { AFTER_HALTED: 250 }, 250]);
  });
});
