import type { ConnectorRecord } from './connector-record.ts';
import { Gate } from './gate.ts';
import { drainLimitMs } from './gate-entry.ts';
import { Passage } from './passage.ts';

const connectorId = 'c-1';
let nowMs = 0;

const record = (version: number, state: ConnectorRecord['state'] = 'ACTIVE', haltMode: ConnectorRecord['haltMode'] = null) =>
  ({ connectorId, version, state, haltMode, accessLevel: 'READ_ONLY' }) satisfies ConnectorRecord;
const inactive = (version: number, haltMode: 'abort' | 'drain' = 'abort') => record(version, 'INACTIVE', haltMode);

function gateOf(...records: ConnectorRecord[]): Gate {
  nowMs = 1_000;
  const gate = new Gate(() => nowMs);
  for (const each of records) gate.applyFromTopic(each);
  gate.synchronize();
  return gate;
}

describe('a gate', () => {
  it('refuses a connector that it does not know', () => {
    expect(gateOf().check(connectorId)).toBe('CONTROL_PLANE_STALE');
    expect(gateOf().enter(connectorId).refusal()).toBe('CONTROL_PLANE_STALE');
  });

  it('refuses everything until the snapshot is applied, whatever the topic says', () => {
    const gate = new Gate(() => nowMs);
    gate.applyFromTopic(record(1));
    expect(gate.check(connectorId)).toBe('CONTROL_PLANE_STALE');
    gate.applyFromSnapshot(record(1));
    expect(gate.check(connectorId)).toBe('CONTROL_PLANE_STALE');
    gate.synchronize();
    expect(gate.check(connectorId)).toBeUndefined();
  });

  it('lets nobody through whom a drain found inside before the snapshot', () => {
    const gate = new Gate(() => nowMs);
    gate.applyFromTopic(record(1));
    const pass = gate.enter(connectorId);
    gate.applyFromTopic(inactive(2, 'drain'));
    expect(pass.refusal()).toBeDefined();
    gate.synchronize();
    expect(pass.refusal()).toBeDefined();
  });

  it.each([
    ['ACTIVE', undefined],
    ['INACTIVE', 'CONNECTOR_INACTIVE'],
    ['DELETING', 'CONNECTOR_DELETED'],
    ['DELETED', 'CONNECTOR_DELETED'],
  ] as const)('answers a connector that is %s with %s', (state, refusal) => {
    expect(gateOf(record(1, state)).check(connectorId)).toBe(refusal);
  });

  it.each([
    [9, 10],
    [99, 100],
    [2 ** 53 - 2, 2 ** 53 - 1],
  ])('goes by the higher of the versions %i and %i, in whatever order they arrive', (lower, higher) => {
    for (const order of [
      [record(lower), inactive(higher)],
      [inactive(higher), record(lower)],
    ]) {
      expect(gateOf(...order).check(connectorId)).toBe('CONNECTOR_INACTIVE');
    }
    for (const order of [
      [inactive(lower), record(higher)],
      [record(higher), inactive(lower)],
    ]) {
      expect(gateOf(...order).check(connectorId)).toBeUndefined();
    }
  });

  it('goes by the higher version between topic and snapshot too', () => {
    const gate = gateOf(inactive(10));
    gate.applyFromSnapshot(record(9));
    expect(gate.check(connectorId)).toBe('CONNECTOR_INACTIVE');
    gate.applyFromSnapshot(record(11));
    expect(gate.check(connectorId)).toBeUndefined();
    expect(gate.find(connectorId)?.version).toBe(11);
  });

  it('keeps each connector apart', () => {
    const gate = gateOf(record(1), { ...record(1), connectorId: 'c-2' });
    gate.applyFromTopic(inactive(2));
    expect([gate.check('c-1'), gate.check('c-2')]).toEqual(['CONNECTOR_INACTIVE', undefined]);
  });
});

describe('a quarantine', () => {
  it('closes at once and aborts what is in flight', () => {
    const gate = gateOf(record(5));
    const { signal } = gate.enter(connectorId);
    expect(gate.quarantine(connectorId)).toBe('aborted');
    expect(gate.check(connectorId)).toBe('CONTROL_PLANE_STALE');
    expect(signal.reason).toBe('CONTROL_PLANE_STALE');
  });

  it('ends only with a newer version on the topic', () => {
    const gate = gateOf(record(5));
    gate.quarantine(connectorId);
    gate.applyFromTopic(record(5));
    gate.applyFromTopic(record(4));
    gate.applyFromSnapshot(record(6));
    expect(gate.check(connectorId)).toBe('CONTROL_PLANE_STALE');
    gate.applyFromTopic(record(6));
    expect(gate.check(connectorId)).toBeUndefined();
  });

  it('does not end with a version that is older than the one known', () => {
    const gate = gateOf();
    gate.applyFromSnapshot(record(6));
    gate.quarantine(connectorId);
    gate.applyFromTopic(record(5));
    expect(gate.check(connectorId)).toBe('CONTROL_PLANE_STALE');
  });

  it('closes a connector that was never heard of', () => {
    const gate = gateOf();
    gate.quarantine(connectorId);
    gate.applyFromSnapshot(record(1));
    expect(gate.check(connectorId)).toBe('CONTROL_PLANE_STALE');
  });
});

describe('a deactivation that aborts', () => {
  it('interrupts the passes inside, with the reason', () => {
    const gate = gateOf(record(1));
    const pass = gate.enter(connectorId);
    const { signal } = pass;
    expect(pass.refusal()).toBeUndefined();
    expect(gate.applyFromTopic(inactive(2))).toBe('aborted');
    expect([signal.aborted, signal.reason, pass.refusal()]).toEqual([true, 'CONNECTOR_INACTIVE', 'CONNECTOR_INACTIVE']);
  });

  it('gives an aborted signal to a pass that asks for it afterwards', () => {
    const gate = gateOf(record(1));
    const pass = gate.enter(connectorId);
    gate.applyFromTopic(inactive(2));
    expect(pass.signal.aborted).toBe(true);
  });

  it('keeps an interrupted pass out when the connector is active again', () => {
    const gate = gateOf(record(1));
    const pass = gate.enter(connectorId);
    gate.applyFromTopic(inactive(2));
    expect(gate.applyFromTopic(record(3))).toBe('opened');
    expect(pass.refusal()).toBe('CONNECTOR_INACTIVE');
    expect(gate.enter(connectorId).refusal()).toBeUndefined();
  });

  it('does not reach a pass that has left', () => {
    const gate = gateOf(record(1));
    const pass = gate.enter(connectorId);
    const { signal } = pass;
    pass.leave();
    gate.applyFromTopic(inactive(2));
    expect(signal.aborted).toBe(false);
  });

  it('is told once, however often it arrives', () => {
    const gate = gateOf(record(1));
    gate.applyFromTopic(inactive(2));
    expect([gate.applyFromTopic(inactive(2)), gate.applyFromSnapshot(inactive(2))]).toEqual(['unchanged', 'unchanged']);
  });
});

describe('a deactivation that drains', () => {
  it('lets those inside go on until the limit, and no one else', () => {
    const gate = gateOf(record(1));
    const inside = gate.enter(connectorId);
    expect(gate.applyFromTopic(inactive(2, 'drain'))).toBe('draining');
    expect(gate.check(connectorId)).toBe('CONNECTOR_INACTIVE');
    expect(gate.enter(connectorId).refusal()).toBe('CONNECTOR_INACTIVE');
    nowMs += drainLimitMs - 1;
    expect(inside.refusal()).toBeUndefined();
    nowMs += 1;
    expect(inside.refusal()).toBe('CONNECTOR_INACTIVE');
  });

  it('aborts what still runs at the limit, not before', () => {
    const gate = gateOf(record(1));
    const { signal } = gate.enter(connectorId);
    gate.applyFromTopic(inactive(2, 'drain'));
    expect([gate.endDrain(connectorId), signal.aborted]).toEqual(['unchanged', false]);
    nowMs += drainLimitMs;
    expect([gate.endDrain(connectorId), signal.reason]).toEqual(['aborted', 'CONNECTOR_INACTIVE']);
    expect(gate.endDrain(connectorId)).toBe('unchanged');
  });

  it('is not begun anew by a later change of the inactive connector', () => {
    const gate = gateOf(record(1));
    const inside = gate.enter(connectorId);
    gate.applyFromTopic(inactive(2, 'drain'));
    nowMs += drainLimitMs - 1;
    expect(gate.applyFromTopic(inactive(3, 'drain'))).toBe('unchanged');
    nowMs += 1;
    expect(inside.refusal()).toBe('CONNECTOR_INACTIVE');
  });

  it.each([
    ['a deletion', (gate: Gate) => gate.applyFromTopic(record(3, 'DELETING', 'drain')), 'CONNECTOR_DELETED'],
    ['a quarantine', (gate: Gate) => gate.quarantine(connectorId), 'CONTROL_PLANE_STALE'],
    ['a deactivation that aborts', (gate: Gate) => gate.applyFromTopic(inactive(3)), 'CONNECTOR_INACTIVE'],
  ] as const)('is cut short by %s', (_, change, refusal) => {
    const gate = gateOf(record(1));
    const inside = gate.enter(connectorId);
    gate.applyFromTopic(inactive(2, 'drain'));
    expect(change(gate)).toBe('aborted');
    expect(inside.refusal()).toBe(refusal);
  });

  it('ends with a new activation: those inside stay, and others may enter', () => {
    const gate = gateOf(record(1));
    const inside = gate.enter(connectorId);
    gate.applyFromTopic(inactive(2, 'drain'));
    expect(gate.applyFromTopic(record(3))).toBe('opened');
    nowMs += drainLimitMs;
    expect([inside.refusal(), gate.endDrain(connectorId), gate.check(connectorId)]).toEqual([undefined, 'unchanged', undefined]);
  });

  it('does not revive a gate that was closed before it', () => {
    const gate = gateOf(inactive(1));
    const pass = gate.enter(connectorId);
    expect(gate.applyFromTopic(inactive(2, 'drain'))).toBe('unchanged');
    expect(pass.refusal()).toBe('CONNECTOR_INACTIVE');
  });
});

describe('a passage', () => {
  const other = (version: number, state: ConnectorRecord['state'] = 'ACTIVE') => ({
    ...record(version, state, 'abort'),
    connectorId: 'c-2',
  });
  const both = ['c-1', 'c-2'];

  it('halts on any closed gate of its flow under the policy HALT, and says which', () => {
    const gate = gateOf(record(1), other(1));
    const passage = new Passage(gate, both, true);
    expect(passage.halt()).toBeUndefined();
    gate.applyFromTopic(other(2, 'INACTIVE'));
    expect(passage.halt()).toEqual({ code: 'CONNECTOR_INACTIVE', connectorId: 'c-2' });
    expect(passage.permitFor('c-1').refusal()).toBe('CONNECTOR_INACTIVE');
    expect(passage.permitFor(undefined).refusal()).toBe('CONNECTOR_INACTIVE');
  });

  it('aborts any request of the flow under the policy HALT, also one without a connector', () => {
    const gate = gateOf(record(1), other(1));
    const passage = new Passage(gate, both, true);
    const signals = ['c-1', 'c-2', undefined].map((id) => passage.permitFor(id).signal);
    gate.applyFromTopic(other(2, 'DELETING'));
    expect(signals.map((signal) => signal?.reason)).toEqual(Array(3).fill('CONNECTOR_DELETED'));
  });

  it('refuses the requests of a closed connector alone along the error path', () => {
    const gate = gateOf(record(1), other(1));
    const passage = new Passage(gate, both, false);
    const [first, second, open] = ['c-1', 'c-2', undefined].map((id) => passage.permitFor(id));
    gate.applyFromTopic(other(2, 'INACTIVE'));
    expect(passage.halt()).toBeUndefined();
    expect([first?.refusal(), second?.refusal(), open?.refusal()]).toEqual([undefined, 'CONNECTOR_INACTIVE', undefined]);
    expect([first?.signal?.aborted, second?.signal?.aborted, open?.signal]).toEqual([false, true, undefined]);
  });

  it('lets a later request in anew along the error path, never the interrupted one', () => {
    const gate = gateOf(record(1));
    const passage = new Passage(gate, ['c-1'], false);
    const interrupted = passage.permitFor('c-1');
    gate.applyFromTopic(inactive(2));
    gate.applyFromTopic(record(3));
    const later = passage.permitFor('c-1');
    expect([interrupted.refusal(), later.refusal(), later.connector?.version]).toEqual(['CONNECTOR_INACTIVE', undefined, 3]);
    gate.applyFromTopic(inactive(4));
    expect(later.signal?.aborted).toBe(true);
  });

  it('leaves nothing behind', () => {
    const gate = gateOf(record(1));
    const passage = new Passage(gate, ['c-1'], false);
    gate.applyFromTopic(inactive(2));
    gate.applyFromTopic(record(3));
    const { signal } = passage.permitFor('c-1');
    passage.leave();
    gate.applyFromTopic(inactive(4));
    expect(signal?.aborted).toBe(false);
  });

  it('of a flow without connectors is halted by nothing', () => {
    const passage = new Passage(new Gate(() => 0), [], true);
    expect([passage.halt(), passage.permitFor(undefined).refusal(), passage.permitFor(undefined).signal]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });
});
