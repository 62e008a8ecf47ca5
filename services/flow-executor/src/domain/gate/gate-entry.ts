import { type ConnectorRecord, type Refusal, refusalOf } from './connector-record.ts';

/** What a change did to the gate of its connector. */
export type GateChange = 'opened' | 'aborted' | 'draining' | 'unchanged';

/** How long executions that were let in before a drain may go on. */
export const drainLimitMs = 30_000;

/** What all entries share. */
export interface ControlPlane {
  /** Whether the registry's snapshot has been applied. */
  synchronized: boolean;
  /** A clock that no change of the wall clock moves. */
  readonly monotonicMs: () => number;
}

/** Somebody who was let in. */
export interface Member {
  drain(): void;
  interrupt(refusal: Refusal): void;
}

/** The gate of one connector: closed until a record says otherwise. */
export class GateEntry {
  readonly members = new Set<Member>();
  private newest: ConnectorRecord | undefined;
  private closedBy: Refusal | undefined = 'CONTROL_PLANE_STALE';
  private quarantined = false;
  /** 0 while nothing drains. */
  private drainsUntil = 0;
  /** Highest version that the state topic itself has shown: only a newer one there comes after a poison message. */
  private topicVersion = 0;

  constructor(private readonly plane: ControlPlane) {}

  get refusal(): Refusal | undefined {
    return this.plane.synchronized ? this.closedBy : 'CONTROL_PLANE_STALE';
  }

  get record(): ConnectorRecord | undefined {
    return this.newest;
  }

  /** Computed at each question, so that a late timer lets nobody through. */
  get isDraining(): boolean {
    return this.drainsUntil !== 0 && this.plane.monotonicMs() < this.drainsUntil;
  }

  applyFromTopic(record: ConnectorRecord): GateChange {
    if (record.version > this.topicVersion) {
      this.topicVersion = record.version;
      if (record.version >= this.version) this.quarantined = false;
    }
    return this.applyFromSnapshot(record);
  }

  applyFromSnapshot(record: ConnectorRecord): GateChange {
    if (record.version > this.version) this.newest = record;
    return this.update();
  }

  quarantine(): GateChange {
    this.quarantined = true;
    return this.update();
  }

  /** Stops what still runs of a drain whose time is over. */
  endDrain(): GateChange {
    if (this.drainsUntil === 0 || this.isDraining) return 'unchanged';
    return this.abort();
  }

  private get version(): number {
    return this.newest?.version ?? 0;
  }

  private update(): GateChange {
    const wasOpen = this.closedBy === undefined;
    this.closedBy = this.reasonToClose();
    if (this.closedBy === undefined) {
      this.drainsUntil = 0;
      return wasOpen ? 'unchanged' : 'opened';
    }
    if (!wasOpen && this.drainsUntil === 0) return 'unchanged';
    if (this.mayDrain()) return wasOpen ? this.drain() : 'unchanged';
    return this.abort();
  }

  private reasonToClose(): Refusal | undefined {
    if (this.quarantined || !this.newest) return 'CONTROL_PLANE_STALE';
    return refusalOf[this.newest.state];
  }

  /** A deletion and an unreadable message wait for nobody, and before the snapshot nobody was let in. */
  private mayDrain(): boolean {
    return this.plane.synchronized && !this.quarantined && this.newest?.state === 'INACTIVE' && this.newest.haltMode === 'drain';
  }

  private drain(): GateChange {
    this.drainsUntil = this.plane.monotonicMs() + drainLimitMs;
    for (const member of this.members) member.drain();
    return 'draining';
  }

  private abort(): GateChange {
    this.drainsUntil = 0;
    const refusal = this.closedBy ?? 'CONTROL_PLANE_STALE';
    for (const member of this.members) member.interrupt(refusal);
    return 'aborted';
  }
}
