import type { ConnectorRecord, Refusal } from './connector-record.ts';
import { type ControlPlane, type GateChange, GateEntry } from './gate-entry.ts';
import { GatePass } from './gate-pass.ts';

/**
 * Stands in front of every start of a flow and of every outbound request. It mirrors the state of every connector and fails closed:
 * nothing passes before the registry's snapshot is applied, nor for a connector that is not known or whose last message could not be read.
 */
export class Gate {
  private readonly entries = new Map<string, GateEntry>();
  private readonly plane: ControlPlane;

  /** @param monotonicMs a clock that no change of the wall clock moves */
  constructor(monotonicMs: () => number) {
    this.plane = { synchronized: false, monotonicMs };
  }

  /** Why a new start is refused, or undefined. Allocates nothing: it is asked on every call. */
  check(connectorId: string): Refusal | undefined {
    const entry = this.entries.get(connectorId);
    return entry === undefined ? 'CONTROL_PLANE_STALE' : entry.refusal;
  }

  /** Joins the gate whether or not it is open: the pass answers for every later moment. */
  enter(connectorId: string): GatePass {
    return new GatePass(connectorId, this.entryOf(connectorId));
  }

  /** The newest record, which alone does not say whether the gate is open. */
  find(connectorId: string): ConnectorRecord | undefined {
    return this.entries.get(connectorId)?.record;
  }

  /** The newest record of every connector that was heard of. */
  *records(): Generator<ConnectorRecord> {
    for (const { record } of this.entries.values()) if (record) yield record;
  }

  /** A record of the state topic: it may be late or repeated. */
  applyFromTopic(record: ConnectorRecord): GateChange {
    return this.entryOf(record.connectorId).applyFromTopic(record);
  }

  applyFromSnapshot(record: ConnectorRecord): GateChange {
    return this.entryOf(record.connectorId).applyFromSnapshot(record);
  }

  /** Says that the whole snapshot has been applied. */
  synchronize(): void {
    this.plane.synchronized = true;
  }

  get synchronized(): boolean {
    return this.plane.synchronized;
  }

  /** A message about the connector could not be read: closed until a newer version arrives on the state topic. */
  quarantine(connectorId: string): GateChange {
    return this.entryOf(connectorId).quarantine();
  }

  /** To be called when a drain's time is over; it does nothing before. */
  endDrain(connectorId: string): GateChange {
    return this.entries.get(connectorId)?.endDrain() ?? 'unchanged';
  }

  private entryOf(connectorId: string): GateEntry {
    let entry = this.entries.get(connectorId);
    if (entry === undefined) {
      entry = new GateEntry(this.plane);
      this.entries.set(connectorId, entry);
    }
    return entry;
  }
}
