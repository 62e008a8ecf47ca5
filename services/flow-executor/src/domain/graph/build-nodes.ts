import { runnable } from '../activities/activity-kinds.ts';
import { ActivitySource, type FlowNames } from '../activities/activity-source.ts';
import { allActivities, type FlowActivity, type FlowExport } from '../flow/flow-export.ts';
import type { Findings } from '../validation/findings.ts';
import type { FlowNode } from './flow-graph.ts';

type OpenNode = FlowNode & { readonly exits: Map<string, FlowNode> };

/** Compiles every activity that can be run, reports what is wrong with it, and wires the exits. */
export function buildNodes(
  flow: FlowExport,
  connectorOf: (activityId: string) => string | undefined,
  findings: Findings,
): ReadonlyMap<string, FlowNode> {
  const names = namesOf(flow);
  const nodes = new Map<string, OpenNode>();
  for (const activity of allActivities(flow)) {
    const node = buildNode(activity, names, findings, connectorOf(activity.id), nodes.size);
    if (node) nodes.set(activity.id, node);
  }
  wire(flow, nodes);
  return nodes;
}

function buildNode(
  activity: FlowActivity,
  names: FlowNames,
  findings: Findings,
  connectorId: string | undefined,
  index: number,
): OpenNode | undefined {
  const kind = runnable.get(activity.kind);
  if (!kind) return undefined;
  const source = new ActivitySource(activity, names, findings, connectorId);
  const { id, label } = activity;
  return {
    index,
    id,
    label,
    kind: activity.kind,
    activity: kind.compile(source),
    maxVisits: kind.maxVisits ?? Number.POSITIVE_INFINITY,
    exits: new Map(),
  };
}

function wire(flow: FlowExport, nodes: ReadonlyMap<string, OpenNode>): void {
  for (const { sourceId, targetId, port } of [...flow.main.links, ...flow.events.links]) {
    const target = nodes.get(targetId);
    if (target) nodes.get(sourceId)?.exits.set(port, target);
  }
}

/** Outputs of the start are read by its first name, whatever the node is called. */
function namesOf(flow: FlowExport): FlowNames {
  const activities = allActivities(flow);
  const events = activities.map(({ event }) => event).filter((event) => event !== undefined);
  return {
    variables: new Set(flow.variables.map(({ name }) => name)),
    outputs: new Set([...activities.map(({ label }) => label), ...events, 'NewPhoneContact', 'NewContact']),
  };
}
