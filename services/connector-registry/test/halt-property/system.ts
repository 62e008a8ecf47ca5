import { jest } from '@jest/globals';
import { HeldConnector } from '@patchbay/contracts';
import { driftBound } from '@patchbay/halt-protocol';
import { ScheduledBus } from '@patchbay/testing';
import type { Scheduler } from 'fast-check';
import { heldOf } from '../../src/adapters/http/representations.ts';
import type { Connector } from '../../src/domain/connector.ts';
import { given, someConnector } from '../given.ts';
import { ProcessOnBus } from './processes-on-bus.ts';
import { RegistryOnBus } from './registry-on-bus.ts';

/** The registry's use cases, and an executor and a broker with the runtime of holders, on a bus that the scheduler commands. */
export class RealSystem {
  readonly broken: string[] = [];
  starts = 0;
  refusals = 0;
  private processes: ProcessOnBus[] = [];
  private told = 0;
  private readonly supersededAt = new Map<number, { atMs: number; state: Connector['state'] }>();
  private present: Connector = given();

  private constructor(
    readonly bus: ScheduledBus,
    readonly registry: RegistryOnBus,
  ) {
    bus.meanwhile = () => this.startEverywhere();
    for (const kind of ['flow-executor', 'token-broker'] as const) this.join(kind);
  }

  static async open(scheduler: Scheduler): Promise<RealSystem> {
    const bus = new ScheduledBus(scheduler);
    return new RealSystem(bus, await RegistryOnBus.open(bus));
  }

  async change(to: 'ACTIVE' | 'INACTIVE' | 'DELETING'): Promise<void> {
    await this.registry.change(to);
    this.noteChanges();
    await this.goOn();
  }

  /** Halts are reported, operations go on, calls start wherever they may. */
  async goOn(): Promise<void> {
    await this.registry.goOn();
    this.noteChanges();
    this.startEverywhere();
  }

  /** Time goes by for everybody, and timers fire; messages that are on their way stay there. */
  async pause(ms: number): Promise<void> {
    this.registry.parts.clock.advance(ms);
    jest.advanceTimersByTime(Math.min(ms, 1_000));
    await this.goOn();
  }

  async crash(index: number): Promise<void> {
    const [gone] = this.processes.splice(index % this.processes.length, 1);
    if (gone === undefined) return;
    await gone.crash();
    this.join(gone.kind);
  }

  drift(index: number, ms: number): void {
    const process = this.processes[index % this.processes.length];
    if (process !== undefined) process.driftMs = ms;
  }

  async end(): Promise<void> {
    await Promise.all(this.processes.map((process) => process.crash()));
  }

  private join(kind: ProcessOnBus['kind']): void {
    const { bus, registry } = this;
    this.processes.push(new ProcessOnBus(kind, { bus, registry, clock: registry.parts.clock }));
  }

  private noteChanges(): void {
    const { events } = this.registry.parts.registry;
    for (const { connector } of events.slice(this.told)) {
      this.supersededAt.set(this.present.version, { atMs: this.nowMs, state: this.present.state });
      this.present = connector;
      const change = { epoch: 1, seq: connector.version, record: HeldConnector.parse(heldOf(connector)) };
      for (const process of this.processes) process.hear(change);
    }
    this.told = events.length;
  }

  private get nowMs(): number {
    return this.registry.parts.clock.monotonicMs();
  }

  /** The executor starts a call, the broker hands out a token. */
  private startEverywhere(): void {
    for (const { holder } of this.processes) {
      const record = holder.find(someConnector);
      if (record === undefined || holder.mayStart(someConnector, record.version) !== undefined) {
        this.refusals++;
        continue;
      }
      this.starts++;
      this.judge(record);
      if (holder.leaseHorizonMs(someConnector) > this.longestLeaseMs) this.broken.push('R8: a token outlives the lease');
    }
  }

  private get longestLeaseMs(): number {
    return this.registry.terms.leaseMs * (1 + driftBound);
  }

  /** I1, I2 and I4 at once. */
  private judge({ version, state }: HeldConnector): void {
    const { haltedBelow } = this.registry.reported;
    const late = this.nowMs - (this.supersededAt.get(version)?.atMs ?? this.nowMs);
    if (state !== 'ACTIVE') this.broken.push(`v${version} is ${state}`);
    if (version < haltedBelow) this.broken.push(`I2, I4: v${version} after v${haltedBelow} was HALTED`);
    if (late > this.longestLeaseMs) this.broken.push(`I1: v${version} starts ${late} ms late`);
  }
}
