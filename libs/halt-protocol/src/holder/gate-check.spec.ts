import { at, deactivated, leased, record, snapshot } from '../../test/holders.ts';
import {
  beginDraining,
  createHolder,
  holderPhase,
  leaseHorizonMs,
  leave,
  mayStart,
  receiveGrant,
  receivePoison,
  receivePush,
  renew,
} from '../index.ts';

const wall = (monotonicMs: number) => monotonicMs + 1_000_000;
const check = (state: ReturnType<typeof leased>, monotonicMs: number, { version = 1, wallMs = wall(monotonicMs), id = 'c1' } = {}) =>
  mayStart(state, id, version, monotonicMs, wallMs);

describe('the gate check (R7)', () => {
  it('lets a start pass while the lease is valid and the connector open', () => {
    expect(check(leased(record(1)), 4_999)).toBeUndefined();
  });

  it('refuses from the moment when the lease ends, counted from before the RENEW was sent (R1)', () => {
    expect(check(leased(record(1)), 5_000)).toBe('STALE');
  });

  it('refuses a start that was prepared under another version', () => {
    expect(check(leased(record(3)), 10, { version: 1 })).toBe('VERSION_PASSED');
  });

  it.each([
    ['INACTIVE', 'INACTIVE'],
    ['DELETING', 'DELETED'],
    ['DELETED', 'DELETED'],
  ] as const)('refuses a connector that is %s as %s', (state, refusal) => {
    expect(check(leased(record(1, { state })), 10)).toBe(refusal);
  });

  it('refuses a connector that it does not know, and everything before the first grant', () => {
    expect(check(leased(), 10)).toBe('UNKNOWN');
    expect(check(createHolder('h1', 'flow-executor'), 10)).toBe('STALE');
  });

  it.each([-251, 251])('refuses when the wall clock has parted from the monotonic one by %i ms since the last renewal', (jump) => {
    expect(check(leased(record(1)), 10, { wallMs: wall(10) + jump })).toBe('CLOCK_JUMP');
    expect(check(leased(record(1)), 10, { wallMs: wall(10) + jump - Math.sign(jump) })).toBeUndefined();
  });

  it('counts a suspension that is too short for a jump: the lease ends by the later of both clocks', () => {
    expect(check(leased(record(1)), 4_850, { wallMs: wall(4_999) })).toBeUndefined();
    expect(check(leased(record(1)), 4_850, { wallMs: wall(5_000) })).toBe('STALE');
    expect(check(leased(record(1)), 5_000, { wallMs: wall(4_850) })).toBe('STALE');
  });

  it('is open again with the next renewal after a step of the wall clock', () => {
    const state = leased(record(1));
    const { nonce } = renew(state, at(100, 9_000));
    receiveGrant(state, snapshot(nonce, [record(1)]), at(105, 9_005));
    expect(check(state, 110, { wallMs: 9_010 })).toBeUndefined();
  });

  it('is shut at once when a halt comes, before anything was confirmed', () => {
    const state = leased(record(1));
    receivePush(state, { type: 'PUSH', epoch: 1, seq: 11, record: deactivated(2) });
    expect(check(state, 10)).toBe('INACTIVE');
  });

  it('serves a connector for its stale grace past the end of the lease, and no other (R9)', () => {
    const state = leased(record(1, { staleGraceMs: 2_000 }), record(1, { connectorId: 'c2' }));
    expect(check(state, 6_999)).toBeUndefined();
    expect(check(state, 7_000)).toBe('STALE');
    expect(check(state, 6_999, { id: 'c2' })).toBe('STALE');
  });

  it('gives no grace after a clock jump', () => {
    const state = leased(record(1, { staleGraceMs: 2_000 }));
    expect(check(state, 6_000, { wallMs: wall(6_000) + 300 })).toBe('CLOCK_JUMP');
    expect(check(state, 6_000, { wallMs: wall(6_000) - 300 })).toBe('CLOCK_JUMP');
  });

  it('refuses what is quarantined', () => {
    const state = leased(record(1));
    receivePoison(state, { type: 'POISON', connectorId: 'c1', version: null });
    expect(check(state, 10)).toBe('QUARANTINED');
  });

  it('refuses every start from SIGTERM on', () => {
    const state = leased(record(1));
    beginDraining(state);
    expect(check(state, 10)).toBe('DRAINING');
    leave(state);
    expect(check(state, 10)).toBe('DRAINING');
  });
});

describe('the phase of a holder', () => {
  it('goes from BOOT by SYNCING to SERVING, and is STALE by the clock alone', () => {
    const state = createHolder('h1', 'flow-executor');
    expect(holderPhase(state, at(0))).toBe('BOOT');
    const { nonce } = renew(state, at(0));
    expect(holderPhase(state, at(1))).toBe('SYNCING');
    receiveGrant(state, snapshot(nonce, []), at(2));
    expect(holderPhase(state, at(4_999))).toBe('SERVING');
    expect(holderPhase(state, at(5_000))).toBe('STALE');
    beginDraining(state);
    expect(holderPhase(state, at(2))).toBe('DRAINING');
    leave(state);
    expect(holderPhase(state, at(2))).toBe('LEFT');
  });
});

describe('the horizon of a token (R8)', () => {
  it('ends with the lease and the grace of its connector', () => {
    const state = leased(record(1, { staleGraceMs: 2_000 }), record(1, { connectorId: 'c2' }));
    expect(leaseHorizonMs(state, 'c1', at(1_000))).toBe(6_000);
    expect(leaseHorizonMs(state, 'c2', at(1_000))).toBe(4_000);
    expect(leaseHorizonMs(state, 'c2', at(9_000))).toBe(0);
  });
});
