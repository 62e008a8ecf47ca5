import type { ConnectorMapping, ConnectorUse } from '../../domain/flow/connector-binding.ts';
import type {
  FlowContent,
  FlowHalt,
  FlowVersion,
  Labels,
  OnConnectorInactive,
  StoredFlow,
  VersionOutline,
  VersionState,
} from '../../domain/lifecycle/stored-flow.ts';

export interface ContentRow {
  export_text: string;
  connectors: ConnectorMapping;
  on_connector_inactive: OnConnectorInactive;
  fallback_destination: string | null;
}

export interface FlowRow extends ContentRow {
  flow_id: string;
  organization_id: string;
  name: string;
  description: string;
  owner: string;
  revision: number;
  draft_references: string[];
  labels: Labels;
  last_version_number: number;
  publishing_since: Date | null;
  is_leaving: boolean;
  detached_from: string | null;
  locked_by: string | null;
  locked_since: Date | null;
  halted_by: string | null;
  halted_since: Date | null;
  created_at: Date;
  updated_at: Date;
}

export interface OutlineRow {
  flow_id: string;
  version_number: number;
  state: VersionState;
  uses: ConnectorUse[];
  detached_from: string | null;
  comment: string;
  published_by: string;
  started_at: Date;
}

export interface VersionRow extends ContentRow, OutlineRow {}

export const outlineColumns = 'flow_id, version_number, state, uses, detached_from, comment, published_by, started_at';

export const flowOf = (row: FlowRow): StoredFlow => ({
  flowId: row.flow_id,
  organizationId: row.organization_id,
  name: row.name,
  description: row.description,
  owner: row.owner,
  revision: row.revision,
  draft: contentOf(row),
  draftReferences: row.draft_references,
  labels: row.labels,
  lastVersionNumber: row.last_version_number,
  detachedFrom: row.detached_from,
  publishingSince: row.publishing_since,
  isLeaving: row.is_leaving,
  locked: row.locked_by !== null && row.locked_since !== null ? { by: row.locked_by, since: row.locked_since } : null,
  halted: haltOf(row),
  createdAt: row.created_at,
  updatedAt: row.updated_at,
});

export const haltOf = ({ halted_by, halted_since }: Pick<FlowRow, 'halted_by' | 'halted_since'>): FlowHalt | null =>
  halted_by !== null && halted_since !== null ? { connectorId: halted_by, since: halted_since } : null;

export const versionOf = (row: VersionRow): FlowVersion => ({ ...outlineOf(row), content: contentOf(row) });

export const outlineOf = (row: OutlineRow): VersionOutline => ({
  flowId: row.flow_id,
  versionNumber: row.version_number,
  state: row.state,
  uses: row.uses,
  detachedFrom: row.detached_from,
  comment: row.comment,
  publishedBy: row.published_by,
  startedAt: row.started_at,
});

export const contentOf = (row: ContentRow): FlowContent => ({
  exportText: row.export_text,
  connectors: row.connectors,
  onConnectorInactive: row.on_connector_inactive,
  fallbackDestination: row.fallback_destination,
});

export const contentColumns = 'export_text, connectors, on_connector_inactive, fallback_destination';
export const contentValues = (content: FlowContent): unknown[] => [
  content.exportText,
  JSON.stringify(content.connectors),
  content.onConnectorInactive,
  content.fallbackDestination,
];

/** What a save changes of a flow beside the text of its draft. */
export const changingColumns = (flow: StoredFlow) => ({
  name: flow.name,
  description: flow.description,
  owner: flow.owner,
  revision: flow.revision,
  draft_references: flow.draftReferences,
  labels: flow.labels,
  last_version_number: flow.lastVersionNumber,
  publishing_since: flow.publishingSince,
  is_leaving: flow.isLeaving,
  locked_by: flow.locked?.by ?? null,
  locked_since: flow.locked?.since ?? null,
  halted_by: flow.halted?.connectorId ?? null,
  halted_since: flow.halted?.since ?? null,
  updated_at: flow.updatedAt,
  connectors: flow.draft.connectors,
  on_connector_inactive: flow.draft.onConnectorInactive,
  fallback_destination: flow.draft.fallbackDestination,
});
