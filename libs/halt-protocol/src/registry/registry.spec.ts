import {
  acknowledgeLease,
  composeGrant,
  EpochPast,
  epochAfter,
  graceInForce,
  grantContent,
  HolderLeft,
  HolderOutOfScope,
  HolderUnknown,
  haltBoundMs,
  haltSentence,
  isEvictable,
  isQuarantined,
  type LeaseRow,
  leaseProfiles,
  leastGuardMs,
  leaveLease,
  NonceReplayed,
  type Renew,
  type Renewal,
  type Reporter,
  renewLease,
  reportHalt,
  SequenceNeverSent,
  TooManyHolders,
  waitSet,
  watchEpoch,
} from '../index.ts';

const terms = leaseProfiles.default;
const renewal: Renewal = { terms, nowMs: 1_000, organizationId: null, otherHolders: 0, maxHolders: 2 };
const message = (change: Partial<Renew> = {}): Renew => ({
  type: 'RENEW',
  instanceId: 'h1',
  kind: 'flow-executor',
  epoch: 1,
  appliedSeq: 10,
  nonce: 5,
  ...change,
});
const row = (change: Partial<LeaseRow> = {}): LeaseRow => ({ ...renewLease(undefined, message(), renewal), ...change });
const head = { epoch: 1, seq: 20 };
const ack = (appliedSeq: number, epoch = 1) => ({ type: 'ACK', instanceId: 'h1', epoch, appliedSeq, closures: [] }) as const;

describe('terms', () => {
  it('have a guard that covers the drift of both clocks over a lease, in every profile', () => {
    for (const { leaseMs, guardMs } of Object.values(leaseProfiles)) expect(guardMs).toBeGreaterThanOrEqual(leastGuardMs(leaseMs));
  });

  it('bound a halt by lease, guard and grace', () => {
    expect(haltBoundMs(leaseProfiles.strict)).toBe(2_100);
    expect(haltBoundMs(terms, 300_000)).toBe(305_100);
  });
});

describe('renewing a lease (R2)', () => {
  it('writes a row that ends after lease and guard', () => {
    expect(row()).toMatchObject({ expiresAtMs: 6_100, nonce: 5, appliedSeq: 10, left: false });
  });

  it('counts as an acknowledgement, never backwards within an epoch', () => {
    expect(renewLease(row(), message({ nonce: 6, appliedSeq: 12 }), renewal).appliedSeq).toBe(12);
    expect(renewLease(row(), message({ nonce: 6, appliedSeq: 2 }), renewal).appliedSeq).toBe(10);
    expect(renewLease(row(), message({ nonce: 6, appliedSeq: 2, epoch: 2 }), renewal)).toMatchObject({ epoch: 2, appliedSeq: 2 });
  });

  it('remembers the longest lease that it ever granted', () => {
    expect(renewLease(row({ leaseMs: 30_000 }), message({ nonce: 6 }), renewal).leaseMs).toBe(30_000);
  });

  it.each([
    ['a replayed nonce', row(), message(), {}, NonceReplayed],
    ['an earlier nonce', row(), message({ nonce: 4 }), {}, NonceReplayed],
    ['one that has left', row({ left: true }), message({ nonce: 6 }), {}, HolderLeft],
    ['one more than are allowed', undefined, message(), { otherHolders: 2 }, TooManyHolders],
    ["another organization's instance", row(), message({ nonce: 6 }), { organizationId: 'o1' }, HolderOutOfScope],
  ])('refuses %s', (_, before, told, change, refusal) => {
    expect(() => renewLease(before, told, { ...renewal, ...change })).toThrow(refusal);
  });

  it('lets those go on that are there already, when there are too many', () => {
    expect(renewLease(row(), message({ nonce: 6 }), { ...renewal, otherHolders: 5 }).nonce).toBe(6);
  });
});

describe('an acknowledgement (R5)', () => {
  it('moves the row on, and never back', () => {
    expect(acknowledgeLease(row(), ack(12), head).appliedSeq).toBe(12);
    expect(acknowledgeLease(row(), ack(3), head).appliedSeq).toBe(10);
  });

  it.each([
    ['of a holder that is not known', undefined, ack(12), HolderUnknown],
    ['of one that has left', row({ left: true }), ack(12), HolderLeft],
    ['of a sequence that was never sent', row(), ack(21), SequenceNeverSent],
    ['of an epoch that never was', row(), ack(1, 2), SequenceNeverSent],
    ['of an epoch that is past', row(), ack(12, 0), EpochPast],
  ])('%s is refused', (_, before, told, refusal) => {
    expect(() => acknowledgeLease(before, told, head)).toThrow(refusal);
  });

  it('is not taken from one that was never there, neither is a farewell', () => {
    expect(() => leaveLease(undefined, { type: 'LEAVE', instanceId: 'h9' })).toThrow(HolderUnknown);
    expect(leaveLease(row(), { type: 'LEAVE', instanceId: 'h1' }).left).toBe(true);
  });
});

describe('a grant (R2)', () => {
  it.each([
    ['a holder that goes along', 1, 10, 'changes'],
    ['a holder that has everything', 1, 20, 'changes'],
    ['a new holder', 0, 0, 'snapshot'],
    ['a holder that was granted before anything had ever changed', 1, 0, 'changes'],
    ['a holder of the former epoch', 0, 10, 'snapshot'],
    ['a holder that knows more than the registry', 1, 21, 'historyLost'],
    ['a holder of an epoch that the registry does not know', 2, 1, 'historyLost'],
  ])('to %s', (_, epoch, appliedSeq, content) => {
    expect(grantContent({ epoch, appliedSeq }, head)).toBe(content);
  });

  it('carries the state up to the head that was read with it', () => {
    expect(composeGrant(message(), { head, records: [] }, terms)).toEqual({
      type: 'GRANT',
      nonce: 5,
      epoch: 1,
      upToSeq: 20,
      leaseMs: 5_000,
      changes: [],
    });
    expect(composeGrant(message({ epoch: 0, appliedSeq: 0 }), { head, records: [] }, terms)).toHaveProperty('snapshot', []);
  });

  it('after a loss of history is of an epoch above both', () => {
    expect(epochAfter(head, { epoch: 1 })).toBe(2);
    expect(epochAfter(head, { epoch: 4 })).toBe(5);
    expect(epochAfter(head, { timeline: 7 })).toBe(7);
    expect(epochAfter(head, { timeline: 1 })).toBe(2);
  });
});

describe('the wait set (R4)', () => {
  const scope = { organizationId: 'o1', staleGraceMs: 0 };
  const ids = (rows: LeaseRow[], nowMs: number, change = {}) =>
    waitSet(rows, { ...scope, ...change }, nowMs).map(({ instanceId }) => instanceId);

  it('has whoever may act on the connector', () => {
    const rows = [
      row(),
      row({ instanceId: 'left', left: true }),
      row({ instanceId: 'same', organizationId: 'o1' }),
      row({ instanceId: 'other', organizationId: 'o2' }),
    ];
    expect(ids(rows, 1_000)).toEqual(['h1', 'same']);
  });

  it('waits for the dead for 30 s beyond their lease, and for the grace that they may serve', () => {
    expect(ids([row()], 36_100)).toEqual(['h1']);
    expect(ids([row()], 36_101)).toEqual([]);
    expect(ids([row()], 46_100, { staleGraceMs: 10_000 })).toEqual(['h1']);
    expect(isEvictable(row(), 10_000, 46_100)).toBe(false);
    expect(isEvictable(row(), 10_000, 46_101)).toBe(true);
  });
});

describe('the report (R6)', () => {
  const halt = { version: 2, seq: 11, staleGraceMs: 0 };
  const epochWatch = { epoch: 1, sinceMs: 0, settled: true };
  const reporter: Reporter = { terms, nowMs: 100, sinceMs: 0, epochWatch };
  const acked = row({ appliedSeq: 11 });
  const late = row({ instanceId: 'h2' });
  const report = (members: LeaseRow[], change: Partial<Reporter> = {}, currentVersion = 2, staleGraceMs = 0) =>
    reportHalt({ halt: { ...halt, staleGraceMs }, currentVersion, members }, { ...reporter, ...change });

  it('is HALTED when everybody has acknowledged or left', () => {
    expect(report([acked, row({ instanceId: 'h3', left: true })])).toMatchObject({
      state: 'HALTED',
      holders: [{ outcome: 'acked' }, { outcome: 'left' }],
    });
  });

  it('is pending with a time by which it is certain', () => {
    expect(report([acked, late], { sinceMs: 50 })).toMatchObject({
      state: 'PROPAGATING',
      guaranteedByMs: 5_150,
      holders: [{ outcome: 'acked' }, { instanceId: 'h2', outcome: 'pending' }],
    });
  });

  it('is HALTED by the end of the lease, by its own clock since the commit', () => {
    expect(report([acked, late], { nowMs: 5_099 }).state).toBe('PROPAGATING');
    expect(report([acked, late], { nowMs: 5_100 })).toMatchObject({
      state: 'HALTED',
      holders: [{ outcome: 'acked' }, { outcome: 'leaseExpired' }],
    });
  });

  it('waits anew at the replica that takes a halt over', () => {
    expect(report([late], { nowMs: 6_000, sinceMs: 4_000 }).state).toBe('PROPAGATING');
  });

  it('waits for the grace of the connector (R9), and for the longest lease of a member', () => {
    expect(report([late], { nowMs: 5_100 }, 2, 1_000).state).toBe('PROPAGATING');
    expect(report([late], { nowMs: 6_100 }, 2, 1_000).state).toBe('HALTED');
    expect(report([row({ leaseMs: 30_000 })], { nowMs: 6_100 })).toMatchObject({ state: 'PROPAGATING', guaranteedByMs: 30_100 });
  });

  it('is SUPERSEDED by any later version, never HALTED (R10)', () => {
    expect(report([acked], {}, 3).state).toBe('SUPERSEDED');
    expect(report([acked], { nowMs: 9_999 }, 3).state).toBe('SUPERSEDED');
  });

  it('takes no acknowledgement of another epoch', () => {
    for (const epoch of [0, 2]) expect(report([row({ appliedSeq: 11, epoch })]).state).toBe('PROPAGATING');
  });

  it('is not early while lease rows may have been lost (R11)', () => {
    const lost = { epoch: 1, sinceMs: 90, settled: false };
    expect(report([acked], { epochWatch: lost })).toMatchObject({ state: 'PROPAGATING', quarantined: true });
    expect(report([acked], { epochWatch: lost, nowMs: 5_190, sinceMs: 5_000 })).toMatchObject({ state: 'HALTED', quarantined: false });
    expect(report([acked], { epochWatch: lost, nowMs: 5_100 }).state).toBe('HALTED');
  });

  it('says it in a sentence', () => {
    const say = (...of: Parameters<typeof report>) => haltSentence(report(...of), 0, of[1]?.nowMs ?? 12);
    expect(say([acked], { nowMs: 12 })).toBe('halted 1/1 in 12 ms');
    expect(say([acked, late], { nowMs: 5_100 })).toBe('halted 2/2 in 5100 ms (1 by the end of the lease)');
    expect(say([acked, late], { nowMs: 100 })).toBe('1/2 stopped, guaranteed in 5000 ms at the latest');
    expect(say([acked], { nowMs: 12 }, 3)).toBe('superseded by a later change, 1/1 had stopped');
  });
});

describe('the quarantine of an epoch (R11)', () => {
  it('begins anew for each replica, unless somebody has waited it out', () => {
    const first = watchEpoch(undefined, { epoch: 3, settledEpoch: 2 }, 1_000);
    expect(first).toEqual({ epoch: 3, sinceMs: 1_000, settled: false });
    expect(watchEpoch(first, { epoch: 3, settledEpoch: 2 }, 2_000)).toBe(first);
    expect(isQuarantined(first, terms, 0, 6_099)).toBe(true);
    expect(isQuarantined(first, terms, 0, 6_100)).toBe(false);
    expect(isQuarantined(first, terms, 500, 6_100)).toBe(true);
    expect(isQuarantined(watchEpoch(first, { epoch: 3, settledEpoch: 3 }, 2_000), terms, 0, 2_000)).toBe(false);
    expect(watchEpoch(first, { epoch: 4, settledEpoch: 3 }, 7_000)).toEqual({ epoch: 4, sinceMs: 7_000, settled: false });
  });
});

describe('the grace in force (R9)', () => {
  it('is the longest of the versions that may still be served', () => {
    expect(graceInForce(300_000, 0)).toBe(300_000);
    expect(graceInForce(0, 5_000)).toBe(5_000);
  });
});
