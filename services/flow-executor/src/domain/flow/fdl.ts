import { isRecord, type JsonRecord } from './json-record.ts';
import { MalformedExport } from './malformed-export.ts';

const schemaVersion = '2.0';

/** Names that the designer gives events in an export, by what its newer form calls them. */
const eventNames: Readonly<Record<string, string>> = {
  GlobalErrorHandling: 'OnGlobalError',
  'FCAsk(ContactLastAgentRemoved)': 'AgentDisconnected',
  ContactEnded: 'PhoneContactEnded',
  AgentContactAssigned: 'AgentAnswered',
  AgentOfferContact: 'AgentOffered',
  ContactPredial: 'PreDial',
  ContactOutboundCampaignResult: 'OutboundCampaignCallResult',
  ContactCallbackFailed: 'CallbackFailed',
};

/** Whether a document is in the newer form of the designer (FDL 2.0: typed nodes and edges by name). */
export function isFdl(document: JsonRecord): boolean {
  return !Object.hasOwn(document, 'process') && Array.isArray(document.nodes);
}

/** The same flow as an export has it: nodes become activities, edges links. What is not understood is kept. @throws MalformedExport */
export function fromFdl(document: JsonRecord): JsonRecord {
  if (document.schemaVersion !== undefined && String(document.schemaVersion) !== schemaVersion)
    throw new MalformedExport('$.schemaVersion', `the version ${schemaVersion}, the only one that can be read,`);
  const { schemaVersion: _, nodes, edges, eventFlows, ...rest } = document;
  const events = isRecord(eventFlows) ? Object.entries(eventFlows).filter(([, flow]) => isRecord(flow) && Array.isArray(flow.nodes)) : [];
  return {
    ...rest,
    process: processOf(nodes, edges, '$'),
    eventFlows: { eventsMap: Object.fromEntries(events.map(([name, flow]) => [name, eventFlowOf(name, flow as JsonRecord)])) },
  };
}

function eventFlowOf(name: string, { nodes, edges, ...rest }: JsonRecord): JsonRecord {
  return { ...rest, process: processOf(nodes, edges, `$.eventFlows.${name}`) };
}

function processOf(nodes: unknown, edges: unknown, path: string): JsonRecord {
  const activities = listOf(nodes, `${path}.nodes`).map(activityOf);
  // Edges name a node by its id or by its name.
  const ids = new Map([...activities.map(({ name, id }) => [name, id] as const), ...activities.map(({ id }) => [id, id] as const)]);
  const links = listOf(edges, `${path}.edges`).map((edge, index) => linkOf(edge, index, ids));
  return { activities: Object.fromEntries(activities.map((activity) => [activity.id, activity])), links };
}

function listOf(value: unknown, path: string): JsonRecord[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value) || !value.every(isRecord)) throw new MalformedExport(path, 'a list of objects');
  return value;
}

interface Activity {
  id: string;
  name: string;
  group: string;
  properties: JsonRecord;
}

function activityOf({ id, name, activityType, group, properties }: JsonRecord): Activity {
  const label = textOf(name) || textOf(id);
  const given = isRecord(properties) ? properties : {};
  const kind = textOf(group) || textOf(activityType) || 'action';
  return { id: textOf(id) || label, name: label, group: kind, properties: { name: label, ...propertiesOf(textOf(activityType), given) } };
}

/** Three things are written in another way there: the start, events, and the digits of a menu. */
function propertiesOf(activityType: string, properties: JsonRecord): JsonRecord {
  if (activityType === 'start' && properties.activityName === 'start')
    return { ...properties, activityName: 'NewContact', event: 'NewPhoneContact' };
  if (activityType === 'event') {
    const specification = textOf(properties.eventSpecificationName);
    return { ...properties, event: textOf(properties.event) || (eventNames[specification] ?? specification) };
  }
  if (Array.isArray(properties.menuOptions) && properties.menuLinks === undefined) {
    const options = properties.menuOptions.filter(isRecord);
    return { ...properties, menuLinks: options.map(({ digit }) => digit), 'menuLinks:input': options.map(({ label }) => label) };
  }
  return properties;
}

function linkOf({ id, from, to, condition, properties }: JsonRecord, index: number, ids: ReadonlyMap<string, string>): JsonRecord {
  const end = (name: unknown) => ids.get(textOf(name)) ?? textOf(name);
  const port = textOf(condition) || (isRecord(properties) ? textOf(properties.value) : '');
  return {
    id: textOf(id) || `edge ${index}`,
    sourceActivityId: end(from),
    targetActivityId: end(to),
    conditionExpr: port,
    properties: { value: port },
  };
}

const textOf = (value: unknown): string => (typeof value === 'string' || typeof value === 'number' ? String(value) : '');
