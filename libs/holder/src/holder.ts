import { randomUUID } from 'node:crypto';
import type { HeldConnector, HolderPush } from '@patchbay/contracts';
import {
  beginDraining,
  type ConnectorRecord,
  createHolder,
  findRecord,
  type HolderKind,
  type HolderState,
  hasLease,
  holderPhase,
  leaseHorizonMs,
  leave,
  mayStart,
  observeTime,
  receiveKafkaEvent,
  receivePoison,
  receivePush,
  type StartRefusal,
} from '@patchbay/halt-protocol';
import { Acknowledgements } from './acknowledgements.ts';
import { type HolderClock, momentOf, systemClock } from './clock.ts';
import type { HolderHandlers, HolderWatch } from './handlers.ts';
import { PushStream } from './push-stream.ts';
import { RegistryClient, type RegistryClientOptions, type RegistryConnection } from './registry-client.ts';
import { Renewals } from './renewals.ts';
import { RunEffects } from './run-effects.ts';

export interface HolderOptions<R extends ConnectorRecord> extends RegistryClientOptions {
  kind: HolderKind;
  /** Of a holder that serves one organization; such a one hears of its connectors alone. */
  organizationId?: string;
  /** What is kept of a connector, out of what the registry tells: there may be 100,000. */
  keep: (told: HeldConnector) => R;
  /** Default: by HTTP. */
  connect?: (instanceId: string) => RegistryConnection;
  clock?: HolderClock;
  watch?: HolderWatch;
}

/** The same change as by push, as it comes by Kafka: it may only close. */
export interface HeardChange {
  epoch: number;
  seq: number;
  record: HeldConnector;
}

const tickMs = 100;
const leaveAttemptMs = 1_000;

/** One lease, from the start of the process to its end. */
export class Holder<R extends ConnectorRecord> {
  /** Of the protocol: for whoever asks `mayStart` of it without a detour. */
  readonly state: HolderState<R>;
  private readonly clock: HolderClock;
  private readonly watch: HolderWatch;
  private readonly client: RegistryConnection;
  private readonly acknowledgements: Acknowledgements;
  private readonly renewals: Renewals<R>;
  private readonly stream: PushStream;
  private effects: RunEffects<R> | undefined;
  private timer: NodeJS.Timeout | undefined;
  private staleSinceMs: number | undefined;
  private staleBeforeMs = 0;

  constructor(private readonly options: HolderOptions<R>) {
    const { kind, organizationId = null, keep, clock = systemClock, watch = {} } = options;
    // Random for each process: what a former one has acknowledged must not count for this one.
    this.state = createHolder<R>(randomUUID(), kind);
    this.clock = clock;
    this.watch = watch;
    const { connect = (instanceId) => new RegistryClient(instanceId, options) } = options;
    this.client = connect(this.state.instanceId);
    const { state, client } = this;
    const problem = (what: string, error: unknown) => watch.problem?.(what, error);
    this.acknowledgements = new Acknowledgements({ client, problem });
    this.renewals = new Renewals({
      ...{ state, clock, client, organizationId, keep, problem },
      onGrant: (effects) => {
        this.effects?.run(effects, 'renewal');
        if (state.phase !== 'LEFT') this.stream.start();
      },
    });
    this.stream = new PushStream({
      ...{ client, problem },
      position: () => state.receivedSeq,
      onPush: (push) => this.receivePush(push),
      onUnreadable: () => this.renewals.now(),
    });
  }

  /** Asks for the lease, and keeps it. */
  start(handlers: HolderHandlers<R>): this {
    const { state, clock, watch } = this;
    this.effects ??= new RunEffects<R>({
      ...{ state, clock, watch, handlers },
      onLease: (has) => this.noteLease(has),
      send: (ack) => this.acknowledgements.send(ack),
      renewNow: () => this.renewals.now(),
    });
    this.timer ??= setInterval(() => this.tick(), tickMs).unref();
    this.tick();
    return this;
  }

  /**
   * To be asked at the last moment before bytes leave; no timer has to fire for a lease to end.
   * @param version the one that the start was prepared under; default: the present one
   * @returns why not, or undefined
   */
  mayStart(connectorId: string, version?: number): StartRefusal | undefined {
    const prepared = version ?? this.state.connectors.get(connectorId)?.version ?? 0;
    return mayStart(this.state, connectorId, prepared, this.clock.monotonicMs(), this.clock.wallMs());
  }

  find(connectorId: string): R | undefined {
    return findRecord(this.state, connectorId);
  }

  phase(): ReturnType<typeof holderPhase> {
    return holderPhase(this.state, momentOf(this.clock));
  }

  /** Readiness is this; liveness is not. */
  ready(): boolean {
    return hasLease(this.state, momentOf(this.clock));
  }

  /** What is handed out on the strength of the lease lives no longer than this. */
  leaseHorizonMs(connectorId: string): number {
    return leaseHorizonMs(this.state, connectorId, momentOf(this.clock));
  }

  kafka({ epoch, seq, record }: HeardChange): void {
    this.effects?.run(receiveKafkaEvent(this.state, { type: 'KAFKA', epoch, seq, record: this.options.keep(record) }), 'kafka');
  }

  /** A message about the connector could not be read: closed until a newer version comes. */
  poison(connectorId: string, version: number | null = null): void {
    this.effects?.run(receivePoison(this.state, { type: 'POISON', connectorId, version }), 'kafka');
  }

  /** For metrics. `clockRate` is undefined until there is something to say, `leaseAgeMs` before the first lease. */
  measures(): { leaseAgeMs: number | undefined; clockRate: number | undefined; staleMs: number } {
    const nowMs = this.clock.monotonicMs();
    const { validUntil } = this.state.lease;
    return {
      leaseAgeMs: Number.isFinite(validUntil) ? nowMs - (validUntil - this.state.leaseMs) : undefined,
      clockRate: this.renewals.clockRate.value,
      staleMs: this.staleBeforeMs + (this.staleSinceMs === undefined ? 0 : nowMs - this.staleSinceMs),
    };
  }

  /** Nothing starts from here on; the lease is still renewed, so that halts reach the calls that go on. */
  beginDraining(): void {
    beginDraining(this.state);
  }

  /** When the last call has ended: no halt waits for this holder any more. */
  async leave(): Promise<void> {
    const { phase } = this.state;
    clearInterval(this.timer);
    leave(this.state);
    this.stream.stop();
    this.acknowledgements.stop();
    this.effects?.stop();
    if (phase !== 'LEFT' && phase !== 'BOOT') await this.sayLeave();
    await this.client.close();
  }

  private async sayLeave(): Promise<void> {
    for (let attempt = 0; attempt < this.client.addresses.count; attempt++) {
      try {
        return await this.client.leave(leaveAttemptMs);
      } catch (error) {
        this.watch.problem?.('the registry was not told that this holder leaves: halts wait for the end of its lease', error);
      }
    }
  }

  private tick(): void {
    this.effects?.run(observeTime(this.state, momentOf(this.clock)), 'clock');
    this.renewals.tick();
  }

  private receivePush({ epoch, seq, record }: HolderPush): void {
    const kept = record && this.options.keep(record);
    this.effects?.run(receivePush(this.state, { type: 'PUSH', epoch, seq, record: kept }), 'push');
  }

  private noteLease(has: boolean): void {
    this.staleBeforeMs = this.measures().staleMs;
    this.staleSinceMs = has ? undefined : this.clock.monotonicMs();
  }
}
