import type { HeldConnector, IssuedToken, LeaseGrant } from '@patchbay/contracts';
import { DomainError } from '@patchbay/errors';
import { Holder, type RegistryConnection, RegistryRefused } from '@patchbay/holder';
import { type HaltRegistry, type ScheduledBus, ToldPushes } from '@patchbay/testing';
import { HeldLease, heldRecordOf } from '../../src/adapters/lease/held-lease.ts';
import { SystemTimers } from '../../src/adapters/process/system-timers.ts';
import { BrokerTokens } from '../../src/adapters/token-broker/broker-tokens.ts';
import { GateKeeper } from '../../src/application/gate-keeper.ts';
import type { HeldRecord } from '../../src/domain/gate/connector-record.ts';
import { Gate } from '../../src/domain/gate/gate.ts';
import { Passage } from '../../src/domain/gate/passage.ts';

export const connectorId = '0192f0c1-0000-7000-8000-0000000000c1';

interface Surroundings {
  bus: ScheduledBus;
  registry: HaltRegistry;
  /** The broker's answer. @throws when it issues none */
  issue: (version: number) => IssuedToken;
  /** Bytes leave. */
  onStart: (version: number, tokenVersion: number) => void;
}

interface CallUnderWay {
  version: number;
  signal: AbortSignal | undefined;
}

/** The lease, the gate, its keeper and the tokens of an executor, as its process has them; what comes from outside is scheduled. */
export class ExecutorOnBus {
  readonly holder: Holder<HeldRecord>;
  readonly calls = new Set<CallUnderWay>();
  refusals = 0;
  /** Within the bound of drift. */
  driftMs = 0;
  isGone = false;
  private readonly gate: Gate;
  private readonly tokens: BrokerTokens;
  private readonly lease: HeldLease;
  private readonly timers = new SystemTimers();
  private readonly pushes = new ToldPushes();

  constructor(private readonly around: Surroundings) {
    const { bus, issue } = around;
    const monotonicMs = () => performance.now() - this.driftMs;
    const clock = { monotonicMs, wallMs: () => Date.now() - this.driftMs, now: () => new Date(Date.now() - this.driftMs) };
    const connect = (instanceId: string) => this.connectionOf(instanceId);
    this.holder = new Holder<HeldRecord>({
      registryUrls: [],
      token: async () => '',
      kind: 'flow-executor',
      keep: heldRecordOf,
      clock,
      connect,
    });
    this.gate = new Gate(this.holder.state, clock);
    const client = {
      request: ({ body }: { body?: unknown }) =>
        bus.request('token', async () => issue((body as { connectorVersion: number }).connectorVersion)),
    } as unknown as ConstructorParameters<typeof BrokerTokens>[0]['client'];
    this.tokens = new BrokerTokens({ client, clock, timers: this.timers, onError: () => undefined });
    this.lease = new HeldLease(this.holder);
    const connections = { send: () => Promise.reject(new TypeError('nothing is sent here')), dropConnections: () => undefined };
    this.lease.start(new GateKeeper(this.gate, this.tokens, connections, this.timers));
  }

  hear(change: { epoch: number; seq: number; record: HeldConnector }): void {
    const { bus } = this.around;
    bus.tell('push', () => this.pushes.tell(change));
    bus.tell('kafka', () => {
      if (!this.isGone) this.lease.hear(change);
    });
  }

  /** As an execution does it: a token, a place on a connection, and the gate at the last moment. */
  async call(): Promise<void> {
    const { bus, onStart } = this.around;
    const passage = new Passage(this.gate, [connectorId], true);
    try {
      if (passage.halt() !== undefined) return this.refuse();
      const permit = passage.permitFor(connectorId);
      if (permit.connector === undefined) return this.refuse();
      const token = await this.tokens.tokenFor('o-1', permit.connector);
      await bus.step('a place on a connection');
      if (this.isGone || permit.refusal() !== undefined) return this.refuse();
      const { version } = permit.connector;
      onStart(version, Number(token.header.value));
      const call = { version, signal: permit.signal };
      this.calls.add(call);
      await bus.step('the API answers');
      this.calls.delete(call);
    } finally {
      passage.leave();
    }
  }

  /** kill -9 */
  async crash(): Promise<void> {
    this.isGone = true;
    this.calls.clear();
    this.timers.stop();
    await this.holder.leave();
  }

  private refuse(): void {
    this.refusals += 1;
  }

  private connectionOf(instanceId: string): RegistryConnection {
    const { bus, registry } = this.around;
    const send = async (part: 'lease' | 'acks', message: unknown): Promise<unknown> => {
      const answer = await bus.request(part, async () => refusable(() => registry.take(instanceId, part, JSON.stringify(message))));
      await bus.step(`${part} answered`);
      if (this.isGone) throw new Error('gone');
      return answer[1];
    };
    return {
      addresses: { count: 1, current: 'memory:', leave: () => undefined },
      renew: async (body) => (await send('lease', body)) as LeaseGrant,
      acknowledge: async (body) => void (await send('acks', body)),
      leave: async () => undefined,
      openStream: async (_afterSeq, _timeoutMs, signal) => this.pushes.read(signal),
      readSnapshot: () => Promise.reject(new Error('there is one connector')),
      close: async () => undefined,
    };
  }
}

/** As it comes over HTTP. */
function refusable<Result>(serve: () => Result): Result {
  try {
    return serve();
  } catch (error) {
    if (error instanceof DomainError) throw new RegistryRefused('memory', 409, error.code);
    throw error;
  }
}
