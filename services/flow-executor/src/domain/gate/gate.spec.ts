import { GivenGate } from '../../../test/support/given-gate.ts';
import type { ConnectorRecord } from './connector-record.ts';
import { drainLimitMs } from './drain.ts';
import { Passage } from './passage.ts';

const connectorId = 'c-1';

const record = (version: number, state: ConnectorRecord['state'] = 'ACTIVE', haltMode: ConnectorRecord['haltMode'] = null) =>
  ({ connectorId, version, state, haltMode, accessLevel: 'READ_ONLY' }) satisfies ConnectorRecord;
const inactive = (version: number, haltMode: 'abort' | 'drain' = 'abort') => record(version, 'INACTIVE', haltMode);
const leaseMs = 3_600_000;

describe('a gate', () => {
  it('refuses a connector that it does not know', () => {
    const { gate } = GivenGate.open();
    expect([gate.check(connectorId), gate.enter(connectorId).halted()]).toEqual(['CONTROL_PLANE_STALE', 'CONTROL_PLANE_STALE']);
  });

  it('refuses everything before the first grant, whatever else is heard', () => {
    const given = new GivenGate();
    given.tell(record(1));
    expect([given.gate.check(connectorId), given.gate.synchronized]).toEqual(['CONTROL_PLANE_STALE', false]);
    given.grant(record(1));
    expect([given.gate.check(connectorId), given.gate.synchronized]).toEqual([undefined, true]);
  });

  it.each([
    ['ACTIVE', undefined],
    ['INACTIVE', 'CONNECTOR_INACTIVE'],
    ['DELETING', 'CONNECTOR_DELETED'],
    ['DELETED', 'CONNECTOR_DELETED'],
  ] as const)('answers a connector that is %s with %s', (state, refusal) => {
    expect(GivenGate.open(record(1, state)).gate.check(connectorId)).toBe(refusal);
  });

  it.each([
    [9, 10],
    [99, 100],
    [2 ** 53 - 2, 2 ** 53 - 1],
  ])('goes by the higher of the versions %i and %i, in whatever order they arrive', (lower, higher) => {
    const after = (...told: ConnectorRecord[]) => {
      const given = GivenGate.open();
      for (const each of told) given.tell(each);
      return given.gate.check(connectorId);
    };
    expect([after(record(lower), inactive(higher)), after(inactive(higher), record(lower))]).toEqual(Array(2).fill('CONNECTOR_INACTIVE'));
    expect([after(inactive(lower), record(higher)), after(record(higher), inactive(lower))]).toEqual([undefined, undefined]);
  });

  it('keeps each connector apart', () => {
    const given = GivenGate.open(record(1), { ...record(1), connectorId: 'c-2' });
    given.tell(inactive(2));
    expect([given.gate.check('c-1'), given.gate.check('c-2')]).toEqual(['CONNECTOR_INACTIVE', undefined]);
    expect([...given.gate.records()].map(({ version }) => version)).toEqual([2, 1]);
  });

  it('stops what is inside by a message that cannot be read, until a newer version comes', () => {
    const given = GivenGate.open(record(5));
    const { signal } = given.gate.enter(connectorId);
    expect(given.poison(connectorId)).toContain('abortCalls');
    expect([given.gate.check(connectorId), signal.reason]).toEqual(['CONTROL_PLANE_STALE', 'CONTROL_PLANE_STALE']);
    given.tell(record(5));
    expect(given.gate.check(connectorId)).toBe('CONTROL_PLANE_STALE');
    given.tell(record(6));
    expect(given.gate.check(connectorId)).toBeUndefined();
  });
});

describe('the end of the lease', () => {
  let nowMs = 0;
  let wallAheadMs = 0;
  let given: GivenGate;
  beforeEach(() => {
    [nowMs, wallAheadMs] = [0, 0];
    given = new GivenGate({ monotonicMs: () => nowMs, wallMs: () => nowMs + wallAheadMs }).grant(record(1), {
      ...record(1),
      connectorId: 'c-2',
      staleGraceMs: 1_000,
    });
  });

  it('closes every gate by the clock alone, but for a stale grace', () => {
    const pass = given.gate.enter(connectorId);
    nowMs = leaseMs - 1;
    expect([pass.halted(), pass.refusal(1)]).toEqual([undefined, undefined]);
    nowMs = leaseMs;
    expect([pass.halted(), pass.refusal(1), given.gate.check('c-2')]).toEqual(['CONTROL_PLANE_STALE', 'CONTROL_PLANE_STALE', undefined]);
    nowMs = leaseMs + 1_000;
    expect(given.gate.check('c-2')).toBe('CONTROL_PLANE_STALE');
  });

  it.each([251, -251])('comes with a jump of the wall clock by %i ms', (jumpMs) => {
    wallAheadMs = jumpMs;
    expect(given.gate.check(connectorId)).toBe('CONTROL_PLANE_STALE');
  });

  it('is over with the next grant, for those inside too', () => {
    const pass = given.gate.enter(connectorId);
    nowMs = leaseMs;
    given.grant();
    expect([pass.halted(), pass.refusal(1), pass.isInterrupted]).toEqual([undefined, undefined, false]);
  });
});

describe('a deactivation that aborts', () => {
  it('interrupts the passes inside, with the reason', () => {
    const given = GivenGate.open(record(1));
    const pass = given.gate.enter(connectorId);
    const { signal } = pass;
    expect(pass.refusal(1)).toBeUndefined();
    expect(given.tell(inactive(2))).toEqual(['closeGate', 'dropTokens', 'abortCalls']);
    expect([signal.reason, pass.refusal(1), pass.halted()]).toEqual(Array(3).fill('CONNECTOR_INACTIVE'));
  });

  it('counts whom it stopped, once', () => {
    const { gate } = GivenGate.open(record(1));
    gate.enter(connectorId);
    gate.enter(connectorId).leave();
    expect([gate.abort(connectorId), gate.abort(connectorId)]).toEqual([1, 0]);
  });

  it('gives an aborted signal to a pass that asks for it afterwards', () => {
    const given = GivenGate.open(record(1));
    const pass = given.gate.enter(connectorId);
    given.tell(inactive(2));
    expect(pass.signal.reason).toBe('CONNECTOR_INACTIVE');
  });

  it('keeps an interrupted pass out when the connector is active again, also where the halt was missed', () => {
    const given = GivenGate.open(record(1));
    const pass = given.gate.enter(connectorId);
    given.tell(record(3));
    expect([pass.halted(), pass.refusal(3)]).toEqual(['CONNECTOR_INACTIVE', 'CONNECTOR_INACTIVE']);
    expect(given.gate.enter(connectorId).refusal(3)).toBeUndefined();
  });

  it('does not reach a pass that has left', () => {
    const given = GivenGate.open(record(1));
    const pass = given.gate.enter(connectorId);
    const { signal } = pass;
    pass.leave();
    given.tell(inactive(2));
    expect(signal.aborted).toBe(false);
  });
});

describe('a deactivation that drains', () => {
  let nowMs = 0;
  let given: GivenGate;
  beforeEach(() => {
    nowMs = 1_000;
    given = new GivenGate({ monotonicMs: () => nowMs, wallMs: () => nowMs }).grant(record(1));
  });

  it('lets executions inside go on until the limit, lets no request begin, and nobody else in', () => {
    const inside = given.gate.enter(connectorId);
    const { signal } = inside;
    expect(given.tell(inactive(2, 'drain'))).toContain('drainCalls');
    expect([given.gate.check(connectorId), given.gate.enter(connectorId).halted(), inside.refusal(1)]).toEqual(
      Array(3).fill('CONNECTOR_INACTIVE'),
    );
    nowMs += drainLimitMs - 1;
    given.gate.endDrain(connectorId);
    expect([inside.halted(), signal.aborted, given.ended]).toEqual([undefined, false, []]);
    nowMs += 1;
    expect(inside.halted()).toBe('CONNECTOR_INACTIVE');
    given.gate.endDrain(connectorId);
    expect([signal.reason, given.ended]).toEqual(['CONNECTOR_INACTIVE', [1]]);
  });

  it('has ended when the last one inside has left', () => {
    const passes = [given.gate.enter(connectorId), given.gate.enter(connectorId)];
    given.tell(inactive(2, 'drain'));
    passes[0]?.leave();
    expect(given.ended).toEqual([]);
    passes[1]?.leave();
    expect(given.ended).toEqual([0]);
  });

  it('is not begun anew by a later change of the inactive connector', () => {
    const inside = given.gate.enter(connectorId);
    given.tell(inactive(2, 'drain'));
    nowMs += drainLimitMs - 1;
    given.tell(inactive(3, 'drain'));
    nowMs += 1;
    expect(inside.halted()).toBe('CONNECTOR_INACTIVE');
  });

  it.each([
    ['a deletion', () => given.tell(record(3, 'DELETING', 'drain')), 'CONNECTOR_DELETED'],
    ['a deactivation that aborts', () => given.tell(inactive(3)), 'CONNECTOR_INACTIVE'],
  ] as const)('is cut short by %s', (_, change, refusal) => {
    const inside = given.gate.enter(connectorId);
    given.tell(inactive(2, 'drain'));
    expect(change()).toContain('abortCalls');
    expect([inside.halted(), given.ended]).toEqual([refusal, [1]]);
  });

  it('ends with a new activation: those inside stay, and others may enter', () => {
    const inside = given.gate.enter(connectorId);
    given.tell(inactive(2, 'drain'));
    given.tell(record(3));
    nowMs += drainLimitMs;
    given.gate.endDrain(connectorId);
    expect([inside.halted(), inside.refusal(3), inside.refusal(1), given.ended]).toEqual([undefined, undefined, 'CONNECTOR_INACTIVE', [0]]);
  });

  it('does not revive a gate that was closed before it', () => {
    given.tell(inactive(2));
    const pass = given.gate.enter(connectorId);
    given.tell(inactive(3, 'drain'));
    expect(pass.halted()).toBe('CONNECTOR_INACTIVE');
  });
});

describe('a passage', () => {
  const other = (version: number, state: ConnectorRecord['state'] = 'ACTIVE') => ({
    ...record(version, state, 'abort'),
    connectorId: 'c-2',
  });
  const both = ['c-1', 'c-2'];

  it('halts on any closed gate of its flow under the policy HALT, and says which', () => {
    const given = GivenGate.open(record(1), other(1));
    const passage = new Passage(given.gate, both, true);
    expect(passage.halt()).toBeUndefined();
    given.tell(other(2, 'INACTIVE'));
    expect(passage.halt()).toEqual({ code: 'CONNECTOR_INACTIVE', connectorId: 'c-2' });
    expect(passage.permitFor('c-1').refusal()).toBe('CONNECTOR_INACTIVE');
    expect(passage.permitFor(undefined).refusal()).toBe('CONNECTOR_INACTIVE');
  });

  it('aborts any request of the flow under the policy HALT, also one without a connector', () => {
    const given = GivenGate.open(record(1), other(1));
    const passage = new Passage(given.gate, both, true);
    const signals = ['c-1', 'c-2', undefined].map((id) => passage.permitFor(id).signal);
    given.tell(other(2, 'DELETING'));
    expect(signals.map((signal) => signal?.reason)).toEqual(Array(3).fill('CONNECTOR_DELETED'));
  });

  it('refuses the requests of a closed connector alone along the error path', () => {
    const given = GivenGate.open(record(1), other(1));
    const passage = new Passage(given.gate, both, false);
    const [first, second, open] = ['c-1', 'c-2', undefined].map((id) => passage.permitFor(id));
    given.tell(other(2, 'INACTIVE'));
    expect(passage.halt()).toBeUndefined();
    expect([first?.refusal(), second?.refusal(), open?.refusal()]).toEqual([undefined, 'CONNECTOR_INACTIVE', undefined]);
    expect([first?.signal?.aborted, second?.signal?.aborted, open?.signal]).toEqual([false, true, undefined]);
  });

  it('lets a later request in anew along the error path, never the interrupted one', () => {
    const given = GivenGate.open(record(1));
    const passage = new Passage(given.gate, ['c-1'], false);
    const interrupted = passage.permitFor('c-1');
    given.tell(inactive(2));
    given.tell(record(3));
    const later = passage.permitFor('c-1');
    expect([interrupted.refusal(), later.refusal(), later.connector?.version]).toEqual(['CONNECTOR_INACTIVE', undefined, 3]);
    given.tell(inactive(4));
    expect(later.signal?.aborted).toBe(true);
  });

  it('binds a permit to the version that it was given for, whatever is open by then', () => {
    const given = GivenGate.open(inactive(1));
    const passage = new Passage(given.gate, ['c-1'], true);
    const early = passage.permitFor('c-1');
    given.tell(record(2));
    expect([early.refusal(), passage.permitFor('c-1').refusal(), passage.halt()]).toEqual(['CONNECTOR_INACTIVE', undefined, undefined]);
  });

  it('lets an execution inside a drain go on, and none of its requests begin', () => {
    const given = GivenGate.open(record(1), other(1));
    const passage = new Passage(given.gate, both, true);
    const { signal } = passage.permitFor('c-2');
    given.tell({ ...other(2, 'INACTIVE'), haltMode: 'drain' });
    expect([passage.halt(), signal?.aborted]).toEqual([undefined, false]);
    expect(['c-1', 'c-2', undefined].map((id) => passage.permitFor(id).refusal())).toEqual([undefined, 'CONNECTOR_INACTIVE', undefined]);
  });

  it('leaves nothing behind', () => {
    const given = GivenGate.open(record(1));
    const passage = new Passage(given.gate, ['c-1'], false);
    given.tell(inactive(2));
    given.tell(record(3));
    const { signal } = passage.permitFor('c-1');
    passage.leave();
    given.tell(inactive(4));
    expect(signal?.aborted).toBe(false);
  });

  it('of a flow without connectors is halted by nothing', () => {
    const passage = new Passage(new GivenGate().gate, [], true);
    expect([passage.halt(), passage.permitFor(undefined).refusal(), passage.permitFor(undefined).signal]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });
});
