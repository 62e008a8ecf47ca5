import { startKinds } from '../activities/activity-kinds.ts';
import type { ContactEventType } from '../execution/platform-event.ts';
import type { ConnectorUse } from '../flow/connector-binding.ts';
import { allActivities, type FlowExport } from '../flow/flow-export.ts';
import { isAuthenticated } from '../flow/http-request-properties.ts';
import { checkStructure } from '../validation/check-structure.ts';
import { Findings } from '../validation/findings.ts';
import { buildNodes } from './build-nodes.ts';
import { declaredVariables } from './declared-variables.ts';
import { errorHandler, eventRoots } from './event-roots.ts';
import type { EventRoot, FlowGraph, FlowNode, Halting } from './flow-graph.ts';
import { FlowNotRunnable } from './flow-not-runnable.ts';

interface FlowSettings extends Halting {
  /** As they were when the version was published. */
  readonly uses: readonly ConnectorUse[];
}

/** Makes a published version ready to run; throws `FlowNotRunnable`. */
export function compileFlow(flow: FlowExport, { uses, onConnectorInactive, fallbackDestination }: FlowSettings): FlowGraph {
  const findings = new Findings();
  const connectors = new Map(
    uses.flatMap(({ connectorId, activities }) => activities.map(({ activityId }) => [activityId, connectorId] as const)),
  );
  checkStructure(flow, findings);
  checkConnectors(flow, connectors, findings);
  const nodes = buildNodes(flow, (activityId) => connectors.get(activityId), findings);
  const variables = declaredVariables(flow, findings);
  const start = nodes.get(flow.main.activities.find(({ kind }) => startKinds.has(kind))?.id ?? '');
  const errors = findings.rows.filter(({ severity }) => severity === 'ERROR');
  if (errors.length > 0 || !start) throw new FlowNotRunnable(errors);
  return {
    start,
    nodes,
    onError: nodes.get(errorHandler(flow)?.id ?? ''),
    events: eventsOf(flow, nodes),
    variables,
    secureVariables: new Set(flow.variables.filter(({ isSecure }) => isSecure).map(({ name }) => name)),
    connectorIds: [...new Set(connectors.values())],
    settings: { onConnectorInactive, fallbackDestination },
  };
}

function eventsOf(flow: FlowExport, nodes: ReadonlyMap<string, FlowNode>): FlowGraph['events'] {
  const events = new Map<ContactEventType, EventRoot>();
  for (const [type, { id, label, event }] of eventRoots(flow)) {
    const node = nodes.get(id);
    if (node) events.set(type, { name: event ?? label, node });
  }
  return events;
}

function checkConnectors(flow: FlowExport, connectors: ReadonlyMap<string, string>, findings: Findings): void {
  for (const activity of allActivities(flow)) {
    if (isAuthenticated(activity) && !connectors.has(activity.id))
      findings.error(activity, 'flow.connector-unbound', 'it has no connector: choose one');
  }
}
