import { allActivities, type FlowExport } from '../../src/domain/flow/flow-export.ts';
import { readFlowExport } from '../../src/domain/flow/read-flow-export.ts';
import type { FlowGraph } from '../../src/domain/graph/flow-graph.ts';
import { givenExport } from '../given-flow.ts';
import { givenGraph } from '../given-run.ts';

/** What another flow gives back: something, the contrary, or nothing. */
export type StandIn = 'giving' | 'denying' | 'empty';

/** A flow, and what is known of the world that it runs in. */
export interface World {
  flow: FlowExport;
  graph: FlowGraph;
  /** Texts and numbers that the flow compares with: what its data may be. */
  words: readonly string[];
  /** By activity: where it looks for values in the answer to its request. */
  paths: ReadonlyMap<string, readonly string[]>;
  /** What other flows are. */
  standIns: Readonly<Record<StandIn, FlowGraph>>;
}

export function worldOf(raw: Record<string, unknown>): World {
  const filled = filledIn(raw);
  const flow = readFlowExport(filled);
  return { flow, graph: givenGraph(filled), words: wordsOf(flow), paths: pathsOf(flow), standIns: standInsFor(flow) };
}

/** `activityId port`, of every exit that leads somewhere. */
export function wiredExits({ main, events }: FlowExport): string[] {
  return [...main.links, ...events.links].map(({ sourceId, port }) => `${sourceId} ${port}`);
}

export function labelledExit({ flow }: World): (exit: string) => string {
  const labels = new Map(allActivities(flow).map(({ id, label }) => [id, label]));
  return (exit) => exit.replace(/^\S+/, (id) => labels.get(id) ?? id);
}

/** What an author has left to whoever uses the flow. */
const filledIn = (raw: Record<string, unknown>): Record<string, unknown> =>
  JSON.parse(JSON.stringify(raw).replaceAll('<URLtoYourServer>', 'server.example'));

function pathsOf(flow: FlowExport): ReadonlyMap<string, readonly string[]> {
  return new Map(
    allActivities(flow).map(({ id, properties }) => {
      const rows = (Array.isArray(properties.outputVariableArray) ? properties.outputVariableArray : []) as { jsonPathExp?: unknown }[];
      return [id, rows.map(({ jsonPathExp }) => String(jsonPathExp ?? '')).filter((path) => path !== '')] as const;
    }),
  );
}

/** Of all that the flow leads to: they end at once, and what is asked of them has a value or has none. */
function standInsFor(flow: FlowExport): World['standIns'] {
  const rows = allActivities(flow).flatMap(
    ({ properties }) => (properties.subflowOutputVariables ?? []) as { target: string; type: string }[],
  );
  const types = new Map(rows.map(({ target, type }) => [target, type]));
  const activities = { StartSubflow: { activityName: 'NewSubFlowStart' }, EndSubflow: { activityName: 'end-subflow' } };
  const ending = (textFor: (type: string) => string) => {
    const variables = [...types].map(([name, type]) => ({ name, value: textFor(type) }));
    return givenGraph(givenExport({ variables, activities, links: ['StartSubflow -out-> EndSubflow'] }));
  };
  return {
    giving: ending((type) => (type === 'BOOLEAN' ? 'true' : '7')),
    denying: ending((type) => (type === 'BOOLEAN' ? 'false' : '0')),
    empty: ending(() => ''),
  };
}

/** What stands in quotes or as a number in a template, and the values of cases. */
function wordsOf(flow: FlowExport): string[] {
  const texts = allActivities(flow).flatMap(({ properties }) => textsIn(properties));
  const quoted = texts.flatMap((text) => [...text.matchAll(/\{\{(.*?)\}\}/gs)].flatMap(([, inner = '']) => literalsIn(inner)));
  const cases = allActivities(flow).flatMap(({ properties }) => textsIn(properties['menuLinks:input'] ?? properties.menuLinks_input));
  const defaults = flow.variables.map(({ defaultValue }) => defaultValue ?? '');
  const plain = [...quoted, ...cases, ...defaults].filter((text) => !text.includes('{{'));
  return [...new Set(['', 'true', 'false', '0', '1', '2', '3', ...plain])];
}

function literalsIn(expression: string): string[] {
  return [...expression.matchAll(/"([^"]*)"|'([^']*)'|(\d+)/g)].map(([, double, single, number]) => double ?? single ?? number ?? '');
}

export function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
