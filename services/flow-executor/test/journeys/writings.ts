type Json = Record<string, unknown>;
type Change = (properties: Json) => Json;

const isRecord = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);

function processes(raw: Json): Json[] {
  const map = (raw.eventFlows as { eventsMap?: Json } | undefined)?.eventsMap ?? {};
  return [raw.process as Json, ...Object.values(map).map((entry) => (entry as Json).process as Json)];
}

/** A copy in which each process is another one. */
function withProcesses(raw: Json, change: (process: Json) => void): Json {
  const copy = structuredClone(raw);
  for (const process of processes(copy)) change(process);
  return copy;
}

const withProperties = (raw: Json, change: Change): Json =>
  withProcesses(raw, (process) => {
    for (const activity of Object.values(process.activities as Json) as Json[]) activity.properties = change(activity.properties as Json);
  });

/** What a copy beside it says once more, and what the designer writes for itself: a flow may have it or not. */
const noise = /^(_renderRequestTimestamp|activityType|activityVersionNumber|flowDecryptAccess|literal_invalid_error|__typename)$|[:_]type$/;
const meaning = /^(menuLinks|allocations)[:_]input$|[:_]radioName$/;

const filtered = (properties: Json, keep: (key: string) => boolean): Json =>
  Object.fromEntries(Object.entries(properties).filter(([key]) => keep(key)));

const renamed = (properties: Json, name: (key: string) => string): Json =>
  Object.fromEntries(Object.entries(properties).map(([key, value]) => [name(key), value]));

function withUnknown(value: unknown): unknown {
  if (Array.isArray(value)) return value;
  if (!isRecord(value)) return value;
  return { ...value, __typename: 'Something', keyOfNextYear: { deep: [null, { kept: true }] } };
}

const scalars = ['httpResponseTimeout', 'retryAttempts', 'entryTimeout', 'interDigitTimeout', 'minDigits', 'maxDigits', 'duration'];

function otherScalars(properties: Json): Json {
  const other = (value: unknown) => (typeof value === 'number' || typeof value === 'boolean' ? String(value) : value);
  const switches = ['authenticated', 'toggle', 'interruptible', 'toggleAgentAvailability'];
  const changed = [...scalars, ...switches].filter((key) => Object.hasOwn(properties, key)).map((key) => [key, other(properties[key])]);
  return { ...properties, ...Object.fromEntries(changed) };
}

function asList(properties: Json): Json {
  if (properties.activityName !== 'set-variable' || properties.setVariablesArray !== undefined) return properties;
  const { srcVariable, srcVariableType, setTo, expr } = properties;
  return { ...properties, setVariablesArray: [{ id: 'a', srcVariable, srcVariableType, setTo, expr, literal: expr }] };
}

function withoutLayout(raw: Json): Json {
  const dropped = ['diagram', 'settings', 'variableOrders', 'runtimeVariables', 'createdBy', 'createdDate', 'lastModifiedBy', 'comment'];
  return filtered(raw, (key) => !dropped.includes(key) && (key !== 'flowType' || raw.flowType === 'SUBFLOW'));
}

/** In the form that the designer has now: typed nodes and edges. */
function asFdl({ process, eventFlows, ...rest }: Json): Json {
  const events = Object.entries((eventFlows as { eventsMap?: Json } | undefined)?.eventsMap ?? {});
  return {
    ...rest,
    schemaVersion: '2.0',
    ...graphOf(process as Json),
    eventFlows: Object.fromEntries(events.map(([name, flow]) => [name, graphOf((flow as Json).process as Json)])),
  };
}

function graphOf({ activities, links }: Json): Json {
  const nodes = (Object.values(activities as Json) as Json[]).map(({ id, name, group, properties }) => ({
    id,
    name,
    activityType: group === 'event' || group === 'start' ? group : 'action',
    properties,
  }));
  const names = new Map(nodes.map(({ id, name }) => [id, name]));
  const edges = (links as Json[]).map(({ sourceActivityId, targetActivityId, conditionExpr, properties }, index) => ({
    id: `e${index}`,
    // Either is a way to name a node.
    from: index % 2 ? names.get(sourceActivityId) : sourceActivityId,
    to: targetActivityId,
    condition: conditionExpr,
    properties,
  }));
  return { nodes, edges };
}

/** Other ways of writing one flow, as the format has them. Each does the same. */
export const writings: Readonly<Record<string, (raw: Json) => Json>> = {
  'with underscores for colons': (raw) =>
    withProperties(raw, (properties) =>
      renamed(
        filtered(properties, (key) => !(key.includes(':') && Object.hasOwn(properties, key.replaceAll(':', '_')))),
        (key) => key.replaceAll(':', '_'),
      ),
    ),
  'without copies and marks of the designer': (raw) =>
    withProperties(raw, (properties) => filtered(properties, (key) => meaning.test(key) || !noise.test(key))),
  'without layout, settings and audit': withoutLayout,
  'with keys that nobody knows': (raw) =>
    withUnknown(
      withProcesses(raw, (process) => {
        const activities = process.activities as Json;
        for (const [id, activity] of Object.entries(activities)) {
          activities[id] = { ...(withUnknown(activity) as Json), properties: withUnknown((activity as Json).properties) };
        }
        process.links = (process.links as Json[]).map(withUnknown);
      }),
    ) as Json,
  'with numbers and switches as text': (raw) => withProperties(raw, otherScalars),
  'with ids of another data centre': (raw) =>
    withProperties(raw, (properties) => ({ ...properties, activityId: '5f114466ef5cfc454fbbf131' })),
  'with assignments as lists': (raw) => withProperties(raw, asList),
  'with exits in the properties of links alone': (raw) =>
    withProcesses(raw, (process) => {
      process.links = (process.links as Json[]).map((link) => filtered(link, (key) => key !== 'conditionExpr'));
    }),
  'with exits beside the properties of links': (raw) =>
    withProcesses(raw, (process) => {
      process.links = (process.links as Json[]).map((link) => filtered(link, (key) => key !== 'properties'));
    }),
  'in another order': (raw) =>
    withProcesses(raw, (process) => {
      process.activities = Object.fromEntries(Object.entries(process.activities as Json).reverse());
      process.links = [...(process.links as Json[])].reverse();
    }),
  'with the start of another year': (raw) =>
    withProperties(raw, (properties) => {
      const others: Json = { NewPhoneContact: 'NewContact', NewContact: 'NewPhoneContact' };
      const activityName = others[String(properties.activityName)];
      return activityName === undefined ? properties : { ...properties, activityName };
    }),
  'with events that have no name of an activity': (raw) =>
    withProperties(raw, (properties) =>
      properties.activityName === 'Event' ? filtered(properties, (key) => key !== 'activityName') : properties,
    ),
  'in a wrapper': (raw) => ({ exportedAt: '2026-03-01', flow: raw }),
  'in the newer form of the designer': asFdl,
};
