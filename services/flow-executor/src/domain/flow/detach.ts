import type { ActivityUse, ConnectorUse } from './connector-binding.ts';

/** A Flow Designer export as it was downloaded. */
type FlowDocument = Readonly<Record<string, unknown>>;

interface Detached {
  export: FlowDocument;
  /** Those that lost their connector now. */
  activities: Pick<ActivityUse, 'activityId' | 'activityLabel'>[];
}

/** Clears the connector of these activities and leaves everything else as it was, the toggle included: so that the flow says what it misses. */
export function detach(document: FlowDocument, { activities }: Pick<ConnectorUse, 'activities'>): Detached {
  const labels = new Map(activities.map(({ activityId, activityLabel }) => [activityId, activityLabel]));
  const touched: Detached['activities'] = [];
  const clear = (activity: unknown, activityId: string): unknown => {
    const activityLabel = labels.get(activityId);
    const properties = fieldOf(activity, 'properties');
    if (activityLabel === undefined || !hasConnector(properties)) return activity;
    touched.push({ activityId, activityLabel });
    return { ...(activity as object), properties: withoutConnector(properties) };
  };
  const inProcess = (owner: unknown) =>
    change(owner, 'process', (process) => change(process, 'activities', (all) => eachField(all, clear)));
  const inEvents = (flows: unknown) => change(flows, 'eventsMap', (map) => eachField(map, inProcess));
  const detached = change(inProcess(document), 'eventFlows', inEvents) as FlowDocument;
  return { export: detached, activities: touched };
}

const isConnectorKey = (key: string) => /^connectorId([:_].*)?$/.test(key);

function hasConnector(properties: unknown): properties is object {
  return isRecord(properties) && Object.entries(properties).some(([key, value]) => isConnectorKey(key) && value !== null && value !== '');
}

function withoutConnector(properties: object): object {
  return Object.fromEntries(Object.entries(properties).map(([key, value]) => [key, isConnectorKey(key) ? null : value]));
}

function change(owner: unknown, key: string, by: (value: unknown) => unknown): unknown {
  if (!isRecord(owner) || !Object.hasOwn(owner, key)) return owner;
  return { ...owner, [key]: by(owner[key]) };
}

function eachField(owner: unknown, by: (value: unknown, key: string) => unknown): unknown {
  if (!isRecord(owner)) return owner;
  return Object.fromEntries(Object.entries(owner).map(([key, value]) => [key, by(value, key)]));
}

function fieldOf(owner: unknown, key: string): unknown {
  return isRecord(owner) ? owner[key] : undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
