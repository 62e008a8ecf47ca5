import { at, changes, deactivated, leased, record, snapshot, typesOf } from '../../test/holders.ts';
import {
  beginDraining,
  createHolder,
  type HolderState,
  hasLease,
  holderPhase,
  leave,
  mayStart,
  observeTime,
  receiveGrant,
  receiveKafkaEvent,
  receivePoison,
  receivePush,
  renew,
  renewDueAt,
  renewFailed,
} from '../index.ts';

const push = (seq: number, told: ReturnType<typeof record> | null, epoch = 1) => ({ type: 'PUSH', epoch, seq, record: told }) as const;
const kafka = (seq: number, told: ReturnType<typeof record>, epoch = 1) => ({ type: 'KAFKA', epoch, seq, record: told }) as const;
const refusal = (state: HolderState, version: number) => mayStart(state, 'c1', version, 10, 1_000_010);

describe('a grant', () => {
  it('counts for the newest RENEW only (R1)', () => {
    const state = createHolder('h1', 'flow-executor');
    const first = renew(state, at(0));
    const second = renew(state, at(1_000));
    expect(receiveGrant(state, snapshot(first.nonce, [record(1)]), at(1_001))).toEqual([{ type: 'ignored', because: 'nonce' }]);
    receiveGrant(state, snapshot(second.nonce, [record(1)]), at(1_500));
    expect(state.lease.validUntil).toBe(6_000);
    expect(receiveGrant(state, snapshot(second.nonce, [record(1)]), at(1_501))).toEqual([{ type: 'ignored', because: 'nonce' }]);
  });

  it('brings its changes before its lease, so that what it closes never opens', () => {
    const state = leased(record(1));
    const { nonce } = renew(state, at(9_000));
    const effects = receiveGrant(state, changes(nonce, [deactivated(2)], { upToSeq: 11 }), at(9_005));
    expect(typesOf(effects)).toEqual(['closeGate', 'dropTokens', 'abortCalls']);
    expect(hasLease(state, at(9_010))).toBe(true);
    expect(mayStart(state, 'c1', 1, 9_010, 1_009_010)).toBe('INACTIVE');
  });

  it('of an earlier epoch, or of changes to another history, is without effect', () => {
    const state = leased(record(1));
    const { nonce } = renew(state, at(1_000));
    expect(receiveGrant(state, snapshot(nonce, [], { epoch: 0 }), at(1_001))).toEqual([{ type: 'ignored', because: 'epoch' }]);
    expect(receiveGrant(state, changes(nonce, [], { epoch: 2 }), at(1_001))).toEqual([{ type: 'ignored', because: 'epoch' }]);
    expect(state.lease.validUntil).toBe(5_000);
  });

  it('without a term is without effect', () => {
    const state = leased(record(1));
    const { nonce } = renew(state, at(1_000));
    expect(receiveGrant(state, changes(nonce, [], { leaseMs: Number.NaN }), at(1_001))).toEqual([{ type: 'ignored', because: 'lease' }]);
  });

  it('tells of the lease once, and acknowledges what it brought', () => {
    const state = createHolder('h1', 'flow-executor');
    const first = renew(state, at(0));
    expect(typesOf(receiveGrant(state, snapshot(first.nonce, [record(1)]), at(2)))).toEqual(['openGate', 'leaseGained', 'send']);
    const second = renew(state, at(1_000));
    expect(receiveGrant(state, changes(second.nonce, []), at(1_002))).toEqual([]);
  });
});

describe('a snapshot', () => {
  it('closes what it does not list, but not what came after it was read', () => {
    const state = leased(record(1), record(1, { connectorId: 'c2' }));
    const { nonce } = renew(state, at(1_000));
    receivePush(state, push(11, record(1, { connectorId: 'c3' })));
    receiveGrant(state, snapshot(nonce, [record(1)]), at(1_002));
    const status = (id: string) => state.connectors.get(id)?.status;
    expect([status('c1'), status('c2'), status('c3')]).toEqual(['OPEN', 'QUARANTINED', 'OPEN']);
  });
});

describe('the end of a lease', () => {
  it('is told once, with the connectors that are still served', () => {
    const state = leased(record(1), record(1, { connectorId: 'c2', staleGraceMs: 500 }));
    expect(observeTime(state, at(4_999))).toEqual([]);
    expect(observeTime(state, at(5_100))).toEqual([{ type: 'leaseLost', reason: 'expired', exceptConnectorIds: ['c2'] }]);
    expect(observeTime(state, at(5_200))).toEqual([]);
    expect(observeTime(state, at(5_500))).toEqual([{ type: 'dropTokens', connectorId: 'c2', belowVersion: 2 }]);
    expect(observeTime(state, at(5_600))).toEqual([]);
  });

  it('by a clock jump asks for a renewal at once', () => {
    const state = leased(record(1));
    expect(observeTime(state, at(100, 5_000_000))).toEqual([
      { type: 'leaseLost', reason: 'clockJump', exceptConnectorIds: [] },
      { type: 'renewNow' },
    ]);
  });

  it('is over with the next grant', () => {
    const state = leased(record(1));
    observeTime(state, at(6_000));
    expect(holderPhase(state, at(6_000))).toBe('STALE');
    const { nonce } = renew(state, at(6_100));
    expect(typesOf(receiveGrant(state, changes(nonce, []), at(6_101)))).toEqual(['leaseGained']);
    expect(refusal(state, 1)).toBeUndefined();
  });
});

describe('renewing', () => {
  it('is due each second, and half a lease after a RENEW that nobody answers', () => {
    const state = leased(record(1));
    expect(renewDueAt(state)).toBe(1_000);
    const { nonce } = renew(state, at(1_000));
    expect(renewDueAt(state)).toBe(3_500);
    renewFailed(state, nonce);
    expect(renewDueAt(state)).toBe(2_000);
  });

  it('begins at once', () => {
    expect(renewDueAt(createHolder('h1', 'token-broker'))).toBe(Number.NEGATIVE_INFINITY);
  });
});

describe('leaving', () => {
  it('still hears of halts while it drains, and of nothing once it has left', () => {
    const state = leased(record(1));
    beginDraining(state);
    expect(typesOf(receivePush(state, push(11, deactivated(2))))).toContain('abortCalls');
    const { nonce } = renew(state, at(1_000));
    expect(leave(state)).toEqual({ type: 'LEAVE', instanceId: 'h1' });
    for (const effects of [
      receiveGrant(state, changes(nonce, []), at(1_001)),
      receivePush(state, push(12, record(3))),
      receiveKafkaEvent(state, kafka(12, record(3))),
      receivePoison(state, { type: 'POISON', connectorId: 'c1', version: null }),
    ]) {
      expect(typesOf(effects)).toEqual(['ignored']);
    }
    expect(hasLease(state, at(1_001))).toBe(false);
  });
});
