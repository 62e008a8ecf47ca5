import type { Halt, LeaseRow } from '@patchbay/halt-protocol';
import type { HaltReceipt } from '../../domain/halt-receipt.ts';
import type { ConnectorId, OperationId, OrganizationId } from '../../domain/ids.ts';
import type { OperationKind } from '../../domain/operation.ts';
import type { Holding } from '../holders/ports.ts';

/** A committed halt that is not decided. */
export interface OpenHalt extends Halt {
  readonly operationId: OperationId;
  readonly kind: OperationKind;
  readonly organizationId: OrganizationId;
  readonly connectorId: ConnectorId;
  /** Of the connector, now. */
  readonly currentVersion: number;
  /** By the database's clock, from just before the commit. */
  readonly begunAgoMs: number;
}

/** Everything that reports are made of, of one snapshot. */
export interface HaltSight {
  readonly epoch: number;
  readonly settledEpoch: number;
  /** The database's wall clock. */
  readonly nowMs: number;
  readonly halts: readonly OpenHalt[];
  /** Read only while there are open halts. */
  readonly leases: readonly Holding[];
}

export abstract class HaltLedger {
  abstract read(): Promise<HaltSight>;
  /** Somebody has waited out the quarantine of this epoch. */
  abstract settle(epoch: number): Promise<void>;
}

/** Told of each halt that this process has decided. */
export abstract class HaltObserver {
  abstract decided(halt: OpenHalt, receipt: HaltReceipt, members: readonly (LeaseRow & Pick<Holding, 'appliedBy'>)[]): void;
}
