import { FixedClock } from '@patchbay/testing';
import { FakeTimers, RecordedProblems } from '../../test/support/fakes.ts';
import type { ConnectorRecord } from '../domain/gate/connector-record.ts';
import { Gate } from '../domain/gate/gate.ts';
import { GateKeeper } from './gate-keeper.ts';
import { ConnectorSnapshot, TokenSource } from './ports.ts';
import { SynchronizeGate } from './synchronize-gate.ts';

const connectorId = 'c-1';
const record = (
  version: number,
  state: ConnectorRecord['state'] = 'ACTIVE',
  haltMode: ConnectorRecord['haltMode'] = null,
): ConnectorRecord => ({
  connectorId,
  version,
  state,
  haltMode,
  accessLevel: 'READ_ONLY',
});

class ForgottenTokens extends TokenSource {
  readonly forgotten: string[] = [];
  tokenFor(): never {
    throw new Error('not asked here');
  }
  discard(): void {}
  forget(id: string): void {
    this.forgotten.push(id);
  }
}

describe('the keeper of the gate', () => {
  let clock: FixedClock;
  let timers: FakeTimers;
  let tokens: ForgottenTokens;
  let gate: Gate;
  let keeper: GateKeeper;

  beforeEach(() => {
    clock = new FixedClock();
    timers = new FakeTimers(clock);
    tokens = new ForgottenTokens();
    gate = new Gate(() => clock.monotonicMs());
    keeper = new GateKeeper(gate, tokens, timers);
    keeper.apply(record(1));
    keeper.synchronize();
  });

  it.each([
    ['a halt', () => keeper.apply(record(2, 'INACTIVE', 'abort'))],
    ['a deletion', () => keeper.apply(record(2, 'DELETING'))],
    ['a halt of which the snapshot tells', () => keeper.applyFromSnapshot([record(2, 'INACTIVE', 'abort')])],
    ['a message that cannot be read', () => keeper.quarantine(connectorId)],
  ])('drops the tokens of a connector with %s', (_, happens) => {
    happens();
    expect([gate.check(connectorId) !== undefined, tokens.forgotten]).toEqual([true, [connectorId]]);
  });

  it('lets a drain end on time: what still runs is aborted, and its tokens go', () => {
    const pass = gate.enter(connectorId);
    const { signal } = pass;
    timers.advance(10_000);
    keeper.apply(record(2, 'INACTIVE', 'drain'));
    timers.advance(29_999);
    expect([pass.refusal(), signal.aborted, tokens.forgotten]).toEqual([undefined, false, []]);
    timers.advance(6);
    expect([pass.refusal(), signal.aborted, tokens.forgotten]).toEqual(['CONNECTOR_INACTIVE', true, [connectorId]]);
  });

  it('does not end a drain that a new activation has ended', () => {
    const { signal } = gate.enter(connectorId);
    keeper.apply(record(2, 'INACTIVE', 'drain'));
    keeper.apply(record(3));
    timers.advance(60_000);
    expect([signal.aborted, gate.check(connectorId), tokens.forgotten]).toEqual([false, undefined, []]);
  });
});

describe('the first synchronization', () => {
  class Snapshot extends ConnectorSnapshot {
    failures = 0;
    /** After the first page. */
    breaksOff = false;

    async *pages(): AsyncGenerator<readonly ConnectorRecord[]> {
      if (this.failures > 0) {
        this.failures -= 1;
        throw new Error('the registry is away');
      }
      yield [record(1)];
      if (this.breaksOff) throw new Error('the registry went away');
      yield [{ ...record(1), connectorId: 'c-2' }];
    }
  }

  const timers = () => new FakeTimers(new FixedClock());
  const start = (snapshot: Snapshot, ticking: FakeTimers, problems: RecordedProblems) => {
    const gate = new Gate(() => 0);
    const keeper = new GateKeeper(gate, new ForgottenTokens(), ticking);
    return { gate, running: new SynchronizeGate(snapshot, keeper, ticking, problems).run() };
  };

  it('opens the gates of all pages', async () => {
    const { gate, running } = start(new Snapshot(), timers(), new RecordedProblems());
    await running;
    expect([gate.synchronized, gate.check('c-1'), gate.check('c-2')]).toEqual([true, undefined, undefined]);
  });

  it('opens none when a page is missing', async () => {
    const snapshot = new Snapshot();
    snapshot.breaksOff = true;
    const { gate, running } = start(snapshot, timers(), new RecordedProblems());
    await running;
    expect([gate.synchronized, gate.check('c-1')]).toEqual([false, 'CONTROL_PLANE_STALE']);
  });

  it('is tried until it succeeds, with growing pauses, and each failure is reported', async () => {
    const snapshot = new Snapshot();
    snapshot.failures = 2;
    const problems = new RecordedProblems();
    const ticking = timers();
    const { gate, running } = start(snapshot, ticking, problems);
    await running;
    ticking.advance(200);
    await ticking.settled();
    expect([gate.synchronized, problems.reported.length]).toEqual([false, 2]);
    ticking.advance(399);
    await ticking.settled();
    expect(gate.synchronized).toBe(false);
    ticking.advance(1);
    await ticking.settled();
    expect([gate.synchronized, problems.reported.length]).toEqual([true, 2]);
  });
});
