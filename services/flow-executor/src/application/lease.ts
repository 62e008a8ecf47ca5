import type { HeldConnector } from '@patchbay/contracts';

/** A change as Kafka tells it, with its place in the registry's history where it has one. */
export interface ToldChange {
  epoch: number | undefined;
  seq: number | undefined;
  record: HeldConnector;
}

/** The right of this replica to let calls through. What keeps it is between the holder and the registry; Kafka may only close a gate earlier. */
export abstract class Lease {
  abstract hear(change: ToldChange): void;
  /** A message about the connector could not be read, and may have been a halt. */
  abstract quarantine(connectorId: string): void;
}
