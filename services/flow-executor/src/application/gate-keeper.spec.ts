import { FixedClock } from '@patchbay/testing';
import { FakeTimers } from '../../test/support/fakes.ts';
import { GivenGate } from '../../test/support/given-gate.ts';
import type { ConnectorRecord } from '../domain/gate/connector-record.ts';
import { GateKeeper } from './gate-keeper.ts';
import { OutboundRequests, TokenSource } from './ports.ts';

const connectorId = 'c-1';
const record = (id = connectorId): ConnectorRecord => ({
  connectorId: id,
  version: 1,
  state: 'ACTIVE',
  haltMode: null,
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

class DroppedConnections extends OutboundRequests {
  constructor(private readonly dropped: string[]) {
    super();
  }
  send(): never {
    throw new Error('not asked here');
  }
  dropConnections(id: string): void {
    this.dropped.push(id);
  }
}

describe('the keeper of the gate', () => {
  let dropped: string[];
  let timers: FakeTimers;
  let tokens: ForgottenTokens;
  let given: GivenGate;
  let keeper: GateKeeper;

  beforeEach(() => {
    const clock = new FixedClock();
    timers = new FakeTimers(clock);
    tokens = new ForgottenTokens();
    dropped = [];
    given = new GivenGate({ monotonicMs: () => clock.monotonicMs(), wallMs: () => clock.now().getTime() });
    given.grant(record(), record('c-2'), record('c-3'));
    keeper = new GateKeeper(given.gate, tokens, new DroppedConnections(dropped), timers);
  });

  it('drops the tokens of a connector, and its connections', () => {
    keeper.dropTokens({ connectorId });
    expect([tokens.forgotten, dropped]).toEqual([[connectorId], [connectorId]]);
  });

  it('drops all tokens with the lease, but for those that may be served without', () => {
    keeper.leaseLost('expired', ['c-2']);
    expect(tokens.forgotten).toEqual([connectorId, 'c-3']);
  });

  it('counts whom it has stopped', () => {
    const { signal } = given.gate.enter(connectorId);
    expect([keeper.abortCalls({ connectorId }), signal.aborted]).toEqual([1, true]);
  });

  it('ends a drain at its limit, and then says how many had to be aborted', async () => {
    const [first, second] = [given.gate.enter(connectorId), given.gate.enter(connectorId)];
    given.tell({ ...record(), version: 2, state: 'INACTIVE', haltMode: 'drain' });
    const { draining, ended } = keeper.drainCalls({ connectorId });
    expect(draining).toBe(2);
    first.leave();
    timers.advance(30_006);
    expect(second.isInterrupted).toBe(true);
    expect(await ended).toBe(1);
  });

  it('of nobody inside has no end to wait for', () => {
    expect(keeper.drainCalls({ connectorId }).draining).toBe(0);
  });
});
