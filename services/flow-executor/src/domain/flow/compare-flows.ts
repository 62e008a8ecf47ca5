import { allActivities, type FlowActivity, type FlowExport, type FlowLink, type FlowVariable } from './flow-export.ts';
import { isRecord } from './json-record.ts';

interface ComparedActivity {
  activityId: string;
  activityLabel: string;
  kind: string;
}
interface ComparedLink {
  source: string;
  port: string;
  target: string;
}

/** What a later flow has that an earlier one has not, and the other way round. */
export interface FlowComparison {
  activities: { added: ComparedActivity[]; removed: ComparedActivity[]; changed: (ComparedActivity & { properties: string[] })[] };
  links: { added: ComparedLink[]; removed: ComparedLink[] };
  variables: { added: string[]; removed: string[]; changed: { name: string; properties: string[] }[] };
}

/** Copies of other properties, and what the designer writes at every save. */
const noise = /^_renderRequestTimestamp$|[:_]name$|[:_]type$|^activityVersionNumber$|^flowDecryptAccess$/;

/** Layout and everything else that does not run is left out. */
export function compareFlows(from: FlowExport, to: FlowExport): FlowComparison {
  return {
    activities: compareActivities(byId(from), byId(to)),
    links: compareLinks(linksOf(from), linksOf(to)),
    variables: compareVariables(byName(from), byName(to)),
  };
}

function compareActivities(from: ReadonlyMap<string, FlowActivity>, to: ReadonlyMap<string, FlowActivity>): FlowComparison['activities'] {
  const changed = [...to.values()].flatMap((activity) => {
    const before = from.get(activity.id);
    const properties = before ? differences(before, activity) : [];
    return properties.length > 0 ? [{ ...shown(activity), properties }] : [];
  });
  return { added: absentIn(from, to).map(shown), removed: absentIn(to, from).map(shown), changed };
}

function differences(before: FlowActivity, after: FlowActivity): string[] {
  const own = (['label', 'kind'] as const).filter((key) => before[key] !== after[key]);
  const inProperties = differingKeys(before.properties, after.properties).filter((key) => key !== 'name' && !noise.test(key));
  return [...new Set([...own, ...inProperties])];
}

function compareLinks(from: ReadonlyMap<string, ComparedLink>, to: ReadonlyMap<string, ComparedLink>): FlowComparison['links'] {
  return { added: absentIn(from, to), removed: absentIn(to, from) };
}

function compareVariables(from: ReadonlyMap<string, FlowVariable>, to: ReadonlyMap<string, FlowVariable>): FlowComparison['variables'] {
  const changed = [...to.values()].flatMap((variable) => {
    const before = from.get(variable.name);
    const properties = before ? differingKeys({ ...before }, { ...variable }) : [];
    return properties.length > 0 ? [{ name: variable.name, properties }] : [];
  });
  const names = (variables: readonly FlowVariable[]) => variables.map(({ name }) => name);
  return { added: names(absentIn(from, to)), removed: names(absentIn(to, from)), changed };
}

const byId = (flow: FlowExport) => new Map(allActivities(flow).map((activity) => [activity.id, activity]));
const byName = (flow: FlowExport) => new Map(flow.variables.map((variable) => [variable.name, variable]));
const shown = ({ id, label, kind }: FlowActivity): ComparedActivity => ({ activityId: id, activityLabel: label, kind });

const absentIn = <Item>(one: ReadonlyMap<string, Item>, other: ReadonlyMap<string, Item>): Item[] =>
  [...other].filter(([key]) => !one.has(key)).map(([, item]) => item);

/** By what they join, so that a new label of an activity is no new link. */
function linksOf(flow: FlowExport): ReadonlyMap<string, ComparedLink> {
  const labels = new Map(allActivities(flow).map(({ id, label }) => [id, label]));
  const shownLink = ({ sourceId, port, targetId }: FlowLink): ComparedLink => ({
    source: labels.get(sourceId) ?? sourceId,
    port,
    target: labels.get(targetId) ?? targetId,
  });
  const links = [...flow.main.links, ...flow.events.links];
  return new Map(links.map((link) => [JSON.stringify([link.sourceId, link.port, link.targetId]), shownLink(link)]));
}

function differingKeys(before: Readonly<Record<string, unknown>>, after: Readonly<Record<string, unknown>>): string[] {
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return keys.filter((key) => canonical(valueAt(before, key)) !== canonical(valueAt(after, key))).toSorted();
}

const valueAt = (record: Readonly<Record<string, unknown>>, key: string): unknown => (Object.hasOwn(record, key) ? record[key] : undefined);

/** The same text for the same value, in whatever order its keys stand; nothing and null are the same to a flow. */
function canonical(value: unknown): string {
  return JSON.stringify(value ?? null, (_key, inner: unknown) =>
    isRecord(inner) ? Object.fromEntries(Object.entries(inner).toSorted(([one], [other]) => (one < other ? -1 : 1))) : inner,
  );
}
