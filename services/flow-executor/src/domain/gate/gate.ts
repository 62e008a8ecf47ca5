import { findRecord, type HolderState, mayStart } from '@patchbay/halt-protocol';
import { type ConnectorRecord, type HeldRecord, type Refusal, refusalOf } from './connector-record.ts';
import { Drain, drainLimitMs, type Insider } from './drain.ts';
import { GatePass } from './gate-pass.ts';

export interface GateClock {
  /** A clock that no change of the wall clock moves. */
  monotonicMs(): number;
  wallMs(): number;
}

/**
 * Stands in front of every start of a flow and of every outbound request. What it knows is what the holder of this process's lease knows, and
 * it is closed whenever there is no lease at this moment, for a connector that is not known, and after a message that could not be read.
 */
export class Gate {
  private readonly inside = new Map<string, Set<GatePass>>();
  private readonly drains = new Map<string, Drain>();

  constructor(
    private readonly held: HolderState<HeldRecord>,
    private readonly clock: GateClock,
  ) {}

  /** Why a new start is refused, or undefined. Allocates nothing: it is asked on every call. */
  check(connectorId: string): Refusal | undefined {
    return this.checkVersion(connectorId, this.held.connectors.get(connectorId)?.version ?? 0);
  }

  /** The same for what was prepared under this version: to be asked at the last moment before bytes leave. */
  checkVersion(connectorId: string, version: number): Refusal | undefined {
    const refusal = mayStart(this.held, connectorId, version, this.clock.monotonicMs(), this.clock.wallMs());
    return refusal && refusalOf[refusal];
  }

  /** Joins the gate whether or not it is open: the pass answers for every later moment. */
  enter(connectorId: string): GatePass {
    const pass = new GatePass(connectorId, this);
    const passes = this.inside.get(connectorId);
    if (passes) passes.add(pass);
    else this.inside.set(connectorId, new Set([pass]));
    return pass;
  }

  forget(pass: GatePass): void {
    this.inside.get(pass.connectorId)?.delete(pass);
  }

  /** The newest record, which alone does not say whether the gate is open. */
  find(connectorId: string): ConnectorRecord | undefined {
    return findRecord(this.held, connectorId);
  }

  /** The newest record of every connector that was heard of. */
  *records(): Generator<ConnectorRecord> {
    for (const { record } of this.held.connectors.values()) if (record) yield record;
  }

  connectorIds(): Iterable<string> {
    return this.held.connectors.keys();
  }

  /** Whether everything that there is has been heard once. */
  get synchronized(): boolean {
    return this.held.epoch > 0;
  }

  /** Stops whatever is inside. @returns how many executions */
  abort(connectorId: string): number {
    const passes = this.running(connectorId);
    this.drains.delete(connectorId);
    this.interrupt(connectorId, passes);
    return passes.length;
  }

  /** Lets whatever is inside come to its end, for `drainLimitMs` at most. @returns how many executions */
  drain(connectorId: string, onEnd: (aborted: number) => void): number {
    const passes = this.running(connectorId);
    const drain = new Drain(passes, this.clock.monotonicMs() + drainLimitMs, onEnd);
    for (const pass of passes) pass.goOnFor(drain);
    this.drains.set(connectorId, drain);
    return drain.size;
  }

  isOngoing(drain: Drain): boolean {
    return drain.lasts(this.clock.monotonicMs());
  }

  /** To be called when a drain's time is over; it does nothing before. Where the connector is active again by then, nobody is stopped. */
  endDrain(connectorId: string): void {
    const drain = this.drains.get(connectorId);
    if (drain === undefined || this.isOngoing(drain)) return;
    this.drains.delete(connectorId);
    if (this.check(connectorId) !== undefined) this.interrupt(connectorId, drain.passes());
    else for (const pass of drain.passes()) drain.left(pass, false);
  }

  private running(connectorId: string): GatePass[] {
    return [...(this.inside.get(connectorId) ?? [])].filter((pass) => !pass.isInterrupted);
  }

  private interrupt(connectorId: string, passes: readonly Insider[]): void {
    const refusal = this.check(connectorId) ?? refusalOf.VERSION_PASSED;
    for (const pass of passes) pass.interrupt(refusal);
  }
}
