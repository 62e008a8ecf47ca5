import type { StartRefusal } from '@patchbay/halt-protocol';

/** What a gate knows of a connector: its last public state, as the registry tells it. */
export interface ConnectorRecord {
  connectorId: string;
  state: 'ACTIVE' | 'INACTIVE' | 'DELETING' | 'DELETED';
  /** +1 at each change. The highest one known counts, in whatever order they arrive. */
  version: number;
  /** How the last deactivation asked to be carried out. */
  haltMode: 'abort' | 'drain' | null;
  accessLevel: 'READ_ONLY' | 'READ_WRITE';
}

/** As the holder of the lease keeps it. */
export interface HeldRecord extends ConnectorRecord {
  /** How long past the end of the lease it may be served. */
  staleGraceMs: number;
}

/** Why a start or a request is refused. */
export type Refusal = 'CONNECTOR_INACTIVE' | 'CONNECTOR_DELETED' | 'CONTROL_PLANE_STALE';

export const refusals = ['CONNECTOR_INACTIVE', 'CONNECTOR_DELETED', 'CONTROL_PLANE_STALE'] as const satisfies readonly Refusal[];

/** In the words of flows: what the protocol refuses for. */
export const refusalOf: Readonly<Record<StartRefusal, Refusal>> = {
  INACTIVE: 'CONNECTOR_INACTIVE',
  DELETED: 'CONNECTOR_DELETED',
  // Whatever was prepared under it was halted with it.
  VERSION_PASSED: 'CONNECTOR_INACTIVE',
  QUARANTINED: 'CONTROL_PLANE_STALE',
  UNKNOWN: 'CONTROL_PLANE_STALE',
  STALE: 'CONTROL_PLANE_STALE',
  CLOCK_JUMP: 'CONTROL_PLANE_STALE',
  DRAINING: 'CONTROL_PLANE_STALE',
};
