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

/** Why a start or a request is refused. */
export type Refusal = 'CONNECTOR_INACTIVE' | 'CONNECTOR_DELETED' | 'CONTROL_PLANE_STALE';

export const refusals = ['CONNECTOR_INACTIVE', 'CONNECTOR_DELETED', 'CONTROL_PLANE_STALE'] as const satisfies readonly Refusal[];

export const refusalOf: Readonly<Record<ConnectorRecord['state'], Refusal | undefined>> = {
  ACTIVE: undefined,
  INACTIVE: 'CONNECTOR_INACTIVE',
  DELETING: 'CONNECTOR_DELETED',
  DELETED: 'CONNECTOR_DELETED',
};
