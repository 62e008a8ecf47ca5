import { DomainError } from '@patchbay/errors';
import type { Scheduler } from 'fast-check';
import {
  acknowledgeLease,
  type ConnectorRecord,
  composeGrant,
  confirmClosed,
  createHolder,
  driftBound,
  findRecord,
  type HolderEffects,
  type HolderState,
  type LeaseRow,
  leaseHorizonMs,
  leaseProfiles,
  mayStart,
  receiveGrant,
  receiveKafkaEvent,
  receivePush,
  renew,
  renewLease,
  reportHalt,
  waitSet,
} from '../../src/index.ts';
import { MemoryBus } from './memory-bus.ts';

const terms = leaseProfiles.strict;
/** On a clock that is slow within the bound. */
const longestLeaseMs = terms.leaseMs * (1 + driftBound) + 0.01;
const scope = { organizationId: 'o1', staleGraceMs: 0 };

interface OpenHalt {
  version: number;
  seq: number;
  sinceMs: number;
  members: string[];
}

/** One registry and its holders: an executor and a broker, all made of the library's functions, on a bus that the scheduler commands. */
export class RealSystem {
  nowMs = 1_000_000;
  readonly bus: MemoryBus;
  /** Each start and each token, with what had been reported halted by then. */
  readonly broken: string[] = [];
  record: ConnectorRecord = { connectorId: 'c1', version: 1, state: 'ACTIVE', haltMode: null, staleGraceMs: 0 };
  private head = { epoch: 1, seq: 1 };
  private readonly rows = new Map<string, LeaseRow>();
  private holders: HolderState[] = [];
  private halts: OpenHalt[] = [];
  private haltedBelow = 0;
  private instances = 0;
  private readonly supersededAt = new Map<number, number>();
  /** By how much each holder's clock runs behind, within the bound of drift. */
  private drifts = new Map<string, number>();

  constructor(scheduler: Scheduler) {
    this.bus = new MemoryBus(scheduler);
    for (const kind of ['flow-executor', 'token-broker'] as const) this.join(kind);
  }

  change(state: ConnectorRecord['state']): void {
    const { version } = this.record;
    this.supersededAt.set(version, this.nowMs);
    this.record = { ...this.record, state, version: version + 1, haltMode: state === 'ACTIVE' ? null : 'abort' };
    this.head = { epoch: 1, seq: this.head.seq + 1 };
    const { record, head } = this;
    if (state !== 'ACTIVE') this.halts.push({ version: version + 1, seq: head.seq, sinceMs: this.nowMs, members: this.waitedFor() });
    for (const holder of this.holders) {
      this.bus.send('push', () => this.run(holder, receivePush(holder, { type: 'PUSH', ...head, record })));
      this.bus.send('kafka', () => this.run(holder, receiveKafkaEvent(holder, { type: 'KAFKA', ...head, record })));
    }
  }

  renewAll(): void {
    for (const holder of this.holders) this.renew(holder);
  }

  crash(index: number): void {
    const gone = this.holders[index % this.holders.length];
    this.holders = this.holders.filter((holder) => holder !== gone);
    if (gone !== undefined) this.join(gone.kind);
  }

  /** Time goes by for everybody; messages that are on their way stay there. */
  pause(ms: number): void {
    this.nowMs += ms;
  }

  drift(index: number, ms: number): void {
    const holder = this.holders[index % this.holders.length];
    if (holder !== undefined) this.drifts.set(holder.instanceId, ms);
  }

  /** The executor starts a call, the broker hands out a token. */
  startEverywhere(): void {
    for (const holder of this.holders) {
      const { monotonicMs, wallMs } = this.clockOf(holder);
      const record = findRecord(holder, 'c1');
      if (record === undefined || mayStart(holder, 'c1', record.version, monotonicMs, wallMs) !== undefined) continue;
      this.judge(record);
      if (leaseHorizonMs(holder, 'c1', this.clockOf(holder)) > longestLeaseMs) this.broken.push('R8: a token outlives the lease');
    }
  }

  /** I1, I2 and I4 at once. */
  private judge({ version, state }: ConnectorRecord): void {
    const late = this.nowMs - (this.supersededAt.get(version) ?? this.nowMs);
    if (state !== 'ACTIVE') this.broken.push(`v${version} is ${state}`);
    if (version < this.haltedBelow) this.broken.push(`I2: v${version} after v${this.haltedBelow} was HALTED`);
    if (late > longestLeaseMs) this.broken.push(`I1: v${version} starts ${late} ms late`);
  }

  report(): void {
    for (const halt of this.halts) {
      const members = halt.members.flatMap((id) => this.rows.get(id) ?? []);
      const { state } = reportHalt(
        { halt: { ...halt, staleGraceMs: 0 }, currentVersion: this.record.version, members },
        { terms, nowMs: this.nowMs, sinceMs: halt.sinceMs, epochWatch: { epoch: 1, sinceMs: 0, settled: true } },
      );
      if (state === 'HALTED') this.haltedBelow = Math.max(this.haltedBelow, halt.version);
      if (state !== 'PROPAGATING') this.halts = this.halts.filter((other) => other !== halt);
    }
  }

  private join(kind: HolderState['kind']): void {
    this.holders.push(createHolder(`h${++this.instances}`, kind));
  }

  private waitedFor(): string[] {
    return waitSet([...this.rows.values()], scope, this.nowMs).map(({ instanceId }) => instanceId);
  }

  private clockOf({ instanceId }: HolderState): { monotonicMs: number; wallMs: number } {
    const monotonicMs = this.nowMs - (this.drifts.get(instanceId) ?? 0);
    return { monotonicMs, wallMs: monotonicMs };
  }

  private renew(holder: HolderState): void {
    const message = renew(holder, this.clockOf(holder));
    const renewal = { terms, organizationId: null, otherHolders: 0, maxHolders: 100 };
    this.bus.send('renew', () =>
      this.refusable(() => {
        this.rows.set(message.instanceId, renewLease(this.rows.get(message.instanceId), message, { ...renewal, nowMs: this.nowMs }));
        this.bus.send('read the state', () => {
          const grant = composeGrant(message, { head: this.head, records: [this.record] }, terms);
          this.bus.send('grant', () => this.run(holder, receiveGrant(holder, grant, this.clockOf(holder))));
        });
      }),
    );
  }

  private run(holder: HolderState, effects: HolderEffects): void {
    for (const effect of effects) {
      if (effect.type === 'renewNow') this.renew(holder);
      if (effect.type === 'abortCalls')
        this.bus.send('calls stop', () => this.run(holder, confirmClosed(holder, { ...effect, aborted: 0, draining: 0 }, this.nowMs)));
      if (effect.type !== 'send') continue;
      const { ack } = effect;
      this.bus.send('ack', () =>
        this.refusable(() => this.rows.set(ack.instanceId, acknowledgeLease(this.rows.get(ack.instanceId), ack, this.head))),
      );
    }
  }

  /** A repeated RENEW, or an ACK of somebody who never joined: refused, and without effect on others. */
  private refusable(run: () => void): void {
    try {
      run();
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
    }
  }
}
