import type { Ack, LeaseRow, LeaseTerms, Position } from '@patchbay/halt-protocol';
import type { Connector } from '../../domain/connector.ts';
import type { OrganizationId } from '../../domain/ids.ts';

/** What every lease is granted by; of every replica the same. */
export abstract class LeasePolicy {
  abstract readonly terms: LeaseTerms;
  /** Most holders of the platform itself, and most of one organization. */
  abstract readonly maxHolders: number;
  abstract readonly maxHoldersOfOrganization: number;
}

/** A lease, and what is worth knowing of its holder. */
export interface Holding extends LeaseRow {
  readonly organizationId: OrganizationId | null;
  /** Who joined: nobody else speaks for the instance. */
  readonly heldBy: string;
  /** How its applied position was last told. */
  readonly appliedBy: 'acknowledgement' | 'renewal';
  readonly renewedAt: Date;
  readonly clockRate: number | null;
}

/** What is there when a message of an instance comes: its row is locked until the decision is committed. */
export interface FoundLease {
  readonly row: Holding | undefined;
  readonly head: Position;
  /** The database's wall clock. */
  readonly nowMs: number;
  /** Read when the instance is new. */
  readonly others: readonly Holding[];
}

export interface LeaseDecision {
  readonly row: Holding;
  /** History may have been lost: this epoch begins with the decision. */
  readonly beginEpoch?: number | undefined;
  /** Rows that no halt has to wait for any more. */
  readonly evicted?: readonly string[];
  /** Kept with the operations that they belong to. */
  readonly closures?: Ack['closures'];
}

export abstract class Leases {
  /**
   * One transaction, which is committed when this resolves.
   * @param decide throws what refuses the message
   * @throws HolderOutOfScope for closures of connectors that are not of the holder's organization
   */
  abstract decide(instanceId: string, decide: (found: FoundLease) => LeaseDecision): Promise<Holding>;
  abstract find(instanceId: string): Promise<Holding | undefined>;
  abstract list(): Promise<{ holders: Holding[]; head: Position; nowMs: number }>;
}

export interface HeldRecords {
  readonly head: Position;
  readonly records: readonly Connector[];
}

export abstract class HeldState {
  /**
   * In a snapshot that begins with this call: what a grant from that position on is made of.
   * @param organizationId null: of every organization
   * @param from with `afterPages` from the position of pages that were read just now
   * @throws SnapshotTooLarge
   */
  abstract read(
    organizationId: OrganizationId | null,
    from: { epoch: number; appliedSeq: number; afterPages: boolean },
  ): Promise<HeldRecords>;
}

/** One step of the history, as holders are to hear of it. */
export interface Change extends Position {
  /** Of the record; null where there is none. */
  readonly organizationId: OrganizationId | null;
  /** What the state topic has; null where nothing has changed. */
  readonly record: object | null;
}

export abstract class Changes {
  /**
   * Told of every change from now on, in the order of the commits, as soon as it is committed.
   * @returns the way to end it
   */
  abstract subscribe(onChanges: (changes: readonly Change[]) => void): () => void;
  /** @returns at most so many as a stream begins with; undefined when they are not kept any more, or are more */
  abstract readAfter(seq: number): Promise<Change[] | undefined>;
}

/** Log and metrics. */
export abstract class HolderObserver {
  /** Without effect on anybody else. */
  abstract refused(refusal: { instanceId: string; heldBy: string | undefined; code: string; detail: string }): void;
  abstract streamEnded(stream: { instanceId: string; because: 'replaced' | 'too-slow' | 'lease-over' }): void;
}
