import type { ConnectorRecord } from '../gate/connector-record.ts';
import { allActivities, type FlowActivity, type FlowExport } from './flow-export.ts';
import { isAuthenticated } from './http-request-properties.ts';

/** A connector of the organization, as the registry lists it. */
export interface KnownConnector extends Pick<ConnectorRecord, 'connectorId' | 'state' | 'version' | 'accessLevel'> {
  name: string;
}

/** Connector id or name in an export, to the id of one of the organization's connectors: given at import. */
export type ConnectorMapping = Readonly<Record<string, string>>;

/** To what the connector of one activity was bound, or why it was not. */
export type ConnectorBinding =
  | { readonly kind: 'bound'; readonly connector: KnownConnector }
  | { readonly kind: 'unbound' }
  | { readonly kind: 'unknown' | 'ambiguous'; readonly reference: string };

/** By activity id; an activity that uses no connector is absent. */
export type ConnectorBindings = ReadonlyMap<string, ConnectorBinding>;

/** Which activities of a version use a connector: what the registry is told, and what a published version keeps. */
export interface ConnectorUse {
  connectorId: string;
  connectorVersion: number;
  activities: ActivityUse[];
}
export interface ActivityUse {
  activityId: string;
  activityLabel: string;
  method: string;
}

/** By the mapping first, else by id, else by a name that only one connector of the organization has. */
export function bindConnectors(flow: FlowExport, mapping: ConnectorMapping, connectors: readonly KnownConnector[]): ConnectorBindings {
  const bindings = new Map<string, ConnectorBinding>();
  for (const activity of allActivities(flow)) {
    if (isAuthenticated(activity)) bindings.set(activity.id, bindingOf(referencesOf(activity), mapping, connectors));
  }
  return bindings;
}

/** As a published version keeps them, to the connectors as they are now. */
export function frozenBindings(flow: FlowExport, uses: readonly ConnectorUse[], connectors: readonly KnownConnector[]): ConnectorBindings {
  const byId = new Map(connectors.map((connector) => [connector.connectorId, connector]));
  const kept = new Map(
    uses.flatMap(({ connectorId, activities }) => activities.map(({ activityId }) => [activityId, connectorId] as const)),
  );
  const activities = allActivities(flow).filter(isAuthenticated);
  return new Map(
    activities.map(({ id }) => {
      const connectorId = kept.get(id);
      return [id, connectorId === undefined ? { kind: 'unbound' } : boundTo(byId.get(connectorId), connectorId)];
    }),
  );
}

export function connectorUses(flow: FlowExport, bindings: ConnectorBindings): ConnectorUse[] {
  const uses = new Map<string, ConnectorUse>();
  for (const activity of allActivities(flow)) {
    const binding = bindings.get(activity.id);
    if (binding?.kind !== 'bound') continue;
    const { connectorId, version } = binding.connector;
    const use = uses.get(connectorId) ?? { connectorId, connectorVersion: version, activities: [] };
    uses.set(connectorId, use);
    const method = String(activity.properties.httpRequestMethod ?? 'GET').toUpperCase();
    use.activities.push({ activityId: activity.id, activityLabel: activity.label, method });
  }
  return [...uses.values()];
}

/** Whatever the flow could be bound by, in lower case: ids that it is mapped to, ids and names that stand in it. */
export function connectorReferences(flow: FlowExport, mapping: ConnectorMapping): string[] {
  const references = allActivities(flow).filter(isAuthenticated).flatMap(referencesOf);
  const mapped = references.flatMap((reference) => (Object.hasOwn(mapping, reference) ? [mapping[reference] ?? ''] : [reference]));
  return [...new Set(mapped.map((reference) => reference.trim().toLowerCase()))];
}

function bindingOf(references: readonly string[], mapping: ConnectorMapping, connectors: readonly KnownConnector[]): ConnectorBinding {
  const [first] = references;
  if (first === undefined) return { kind: 'unbound' };
  const byId = new Map(connectors.map((connector) => [connector.connectorId, connector]));
  const mapped = references.find((reference) => Object.hasOwn(mapping, reference));
  if (mapped !== undefined) return boundTo(byId.get(mapping[mapped] ?? ''), mapped);
  const known = references.find((reference) => byId.has(reference));
  if (known !== undefined) return boundTo(byId.get(known), known);
  const named = connectors.filter(({ name }) => references.some((reference) => sameName(name, reference)));
  if (named.length > 1) return { kind: 'ambiguous', reference: references.at(-1) ?? first };
  return boundTo(named[0], references.at(-1) ?? first);
}

function boundTo(connector: KnownConnector | undefined, reference: string): ConnectorBinding {
  return connector ? { kind: 'bound', connector } : { kind: 'unknown', reference };
}

/** The id comes first: a name may be shared, an id is not. */
function referencesOf({ properties }: FlowActivity): string[] {
  const candidates = [properties.connectorId, properties['connectorId:name'], properties.connectorId_name];
  return candidates.filter((candidate): candidate is string => typeof candidate === 'string' && candidate.trim() !== '');
}

const sameName = (one: string, other: string) => one.trim().toLowerCase() === other.trim().toLowerCase();
