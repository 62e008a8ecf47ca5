import { failedBy, outputValues } from '../activities/activity.ts';
import type { FlowNode } from '../graph/flow-graph.ts';
import { beginEvent, contactLeft, type Effect, follow, settle } from './follow.ts';
import { type ContactEventType, contactEvents, type PlatformEvent } from './platform-event.ts';
import type { Run } from './run.ts';

type Of<T extends PlatformEvent['type']> = Extract<PlatformEvent, { type: T }>;

/** Runs what the flow has wired to the event, while its main flow keeps its place; an answer of an agent ends what entertained the contact. */
export function happened(run: Run, event: Of<ContactEventType>): FlowNode | Effect {
  tellOutputs(run, event);
  if (event.type === 'hang-up') return contactLeft(run);
  if (event.type === 'agent-answered') answered(run);
  return beginEvent(run, event.type) ?? settle(run);
}

/** Under each of its names: which one an author reads it by depends on the age of the flow. */
function tellOutputs(run: Run, { type, outputs = {} }: Of<ContactEventType>): void {
  const { rootInstance: root } = run;
  const named = outputValues(outputs);
  for (const name of new Set([...contactEvents[type], root.graph.events.get(type)?.name ?? type])) run.setOutputsIn(root, name, named);
}

function answered(run: Run): void {
  run.wasAnswered = true;
  if (run.stage === 'queued') run.main.isDone = true;
  run.stage = 'connected';
}

/** The platform could not queue the contact after all: the flow goes on at the activity that had queued it. */
export function queueFailed(run: Run, event: Of<'queue-failed'>): FlowNode | Effect {
  const { queued, main } = run;
  const at = main.frames.findIndex(({ instance }) => instance === queued?.instance);
  const frame = main.frames[at];
  const node = frame?.instance.graph.nodes.get(queued?.activityId ?? '');
  run.leaveQueue();
  if (!frame || !node) return settle(run);
  main.frames = main.frames.slice(0, at + 1);
  main.isDone = false;
  main.wait = undefined;
  run.enter(node);
  run.setOutputs(node.label, { queueid: '', failurecode: event.code, failuredescription: event.description ?? '' });
  return follow(run, node, failedBy(event, 'failure'));
}
