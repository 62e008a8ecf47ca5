import { jest } from '@jest/globals';
import { HeldConnector, IssuedToken } from '@patchbay/contracts';
import { driftBound, leaseProfiles } from '@patchbay/halt-protocol';
import { HaltRegistry, ScheduledBus } from '@patchbay/testing';
import { connectorId, ExecutorOnBus } from './executor-on-bus.ts';

type State = 'ACTIVE' | 'INACTIVE' | 'DELETED';
type Mode = 'abort' | 'drain';

const terms = leaseProfiles.default;
const longestLeaseMs = terms.leaseMs * (1 + driftBound);
const organizationId = '0192f0c1-0000-7000-8000-000000000001';

/** Two executors, and a registry and a broker that keep to the protocol. Every clock and timer is fake. */
export class ExecutorsOnBus {
  readonly bus: ScheduledBus;
  readonly broken: string[] = [];
  readonly seen = { starts: 0, refusals: 0, halted: 0, superseded: 0 };
  private readonly registry = new HaltRegistry(terms);
  private executors: ExecutorOnBus[] = [];
  private present = { state: 'ACTIVE' as State, version: 0 };
  private haltedBelow = 0;
  private open: { seq: number; version: number; mode: Mode }[] = [];
  private readonly supersededAtMs = new Map<number, number>();

  constructor(scheduler: ConstructorParameters<typeof ScheduledBus>[0]) {
    this.bus = new ScheduledBus(scheduler);
    this.bus.meanwhile = () => this.report();
    this.change('ACTIVE', 'abort');
    this.join();
    this.join();
  }

  change(state: State, mode: Mode): void {
    const version = this.present.version + 1;
    this.supersededAtMs.set(this.present.version, performance.now());
    this.present = { state, version };
    const record = HeldConnector.parse({
      connectorId,
      organizationId,
      name: 'CRM',
      kind: 'webex-contact-center',
      accessLevel: 'READ_ONLY',
      ...this.present,
      haltMode: state === 'INACTIVE' ? mode : null,
      staleGraceMs: 0,
    });
    const seq = this.registry.change(record);
    for (const executor of this.executors) executor.hear({ epoch: 1, seq, record });
    if (state !== 'ACTIVE') this.open.push({ seq, version, mode: state === 'INACTIVE' ? mode : 'abort' });
  }

  callEverywhere(): void {
    for (const executor of this.executors) void executor.call().catch(() => undefined);
  }

  pause(ms: number): void {
    jest.advanceTimersByTime(ms);
    this.report();
  }

  async crash(index: number): Promise<void> {
    const [gone] = this.executors.splice(index % this.executors.length, 1);
    await gone?.crash();
    this.join();
  }

  drift(index: number, ms: number): void {
    const executor = this.executors[index % this.executors.length];
    if (executor !== undefined) executor.driftMs = ms;
  }

  report(): void {
    for (const { seq, version, mode } of this.open) {
      const { state, holders } = this.registry.report(seq);
      if (state === 'PROPAGATING') continue;
      this.open = this.open.filter((halt) => halt.seq !== seq);
      this.seen[state === 'HALTED' ? 'halted' : 'superseded'] += 1;
      if (state !== 'HALTED') continue;
      this.haltedBelow = Math.max(this.haltedBelow, version);
      const acked = new Set(holders.filter(({ outcome }) => outcome === 'acked').map(({ instanceId }) => instanceId));
      if (mode === 'abort') this.requireStopped(version, acked);
    }
  }

  async end(): Promise<void> {
    this.report();
    this.seen.refusals += this.executors.reduce((sum, { refusals }) => sum + refusals, 0);
    await Promise.all(this.executors.map((executor) => executor.crash()));
    await this.registry.stop();
  }

  private join(): void {
    const { bus, registry } = this;
    const issue = (version: number) => this.issue(version);
    this.executors.push(new ExecutorOnBus({ bus, registry, issue, onStart: (...start) => this.judge(...start) }));
  }

  private issue(version: number): IssuedToken {
    if (this.present.state !== 'ACTIVE' || this.present.version !== version) throw new Error('none');
    const expiresAt = new Date(Date.now() + terms.leaseMs).toISOString();
    const header = { name: 'authorization', value: String(version) };
    return IssuedToken.parse({ header, expiresAt, resource: 'https://api.example', connectorVersion: version });
  }

  /** I1 and I2, and a token goes with its version only. */
  private judge(version: number, tokenVersion: number): void {
    this.seen.starts += 1;
    const late = performance.now() - (this.supersededAtMs.get(version) ?? performance.now());
    if (version < this.haltedBelow) this.broken.push(`I2: v${version} starts after v${this.haltedBelow} was HALTED`);
    if (late > longestLeaseMs) this.broken.push(`I1: v${version} starts ${late} ms late`);
    if (tokenVersion !== version) this.broken.push(`a token of v${tokenVersion} goes out under v${version}`);
  }

  /** R5: who has acknowledged has aborted. */
  private requireStopped(version: number, acked: ReadonlySet<string>): void {
    for (const { holder, calls, isGone } of this.executors) {
      if (isGone || !acked.has(holder.state.instanceId)) continue;
      for (const call of calls)
        if (call.version < version && !call.signal?.aborted) this.broken.push(`R5: a call of v${call.version} goes on`);
    }
  }
}
