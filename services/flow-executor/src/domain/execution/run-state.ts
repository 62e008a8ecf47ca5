import type { FlowGraph } from '../graph/flow-graph.ts';
import type { Value } from '../values/value.ts';
import type { ContactStart } from './contact-start.ts';
import { FlowInstance, type Frame, type Thread } from './frame.ts';
import { type ContactStage, Run } from './run.ts';
import type { Wait } from './wait.ts';

/** An execution that waits, as plain JSON: everything that it needs to go on, on any replica. */
export interface RunState {
  readonly format: 1;
  readonly contact: ContactStart;
  readonly stage: ContactStage;
  readonly wasAnswered: boolean;
  readonly queued: { readonly queueId: string; readonly instance: number; readonly activityId: string } | null;
  readonly steps: number;
  readonly secrets: readonly string[];
  /** The flows that threads run: main flow, subflows that have begun, subflows of event flows. */
  readonly instances: readonly InstanceState[];
  readonly threads: readonly ThreadState[];
}

interface InstanceState {
  readonly flowId: string;
  readonly versionNumber: number;
  readonly variables: readonly (readonly [string, Value])[];
  readonly outputs: readonly (readonly [string, readonly (readonly [string, Value])[]])[];
  /** By activity id. */
  readonly visits: readonly (readonly [string, number])[];
  readonly secrets: readonly string[];
}

interface ThreadState {
  readonly frames: readonly { readonly instance: number; readonly activityId: string; readonly isHandlingError: boolean }[];
  readonly wait: Wait | null;
  readonly isDone: boolean;
}

/** Which versions an execution needs to go on. */
export function flowsIn({ instances }: RunState): readonly { readonly flowId: string; readonly versionNumber: number }[] {
  return instances.map(({ flowId, versionNumber }) => ({ flowId, versionNumber }));
}

/** Of an execution that waits. */
export function saveRun(run: Run): RunState {
  const { contact, stage, wasAnswered, queued, steps, secrets, threads } = run;
  const instances = [...new Set(threads.flatMap(({ frames }) => frames.map(({ instance }) => instance)))];
  const instanceOf = (instance: FlowInstance | undefined) => (instance ? instances.indexOf(instance) : -1);
  return {
    format: 1,
    contact,
    stage,
    wasAnswered,
    queued: queued ? { ...queued, instance: instanceOf(queued.instance) } : null,
    steps,
    secrets: secrets.known,
    instances: instances.map(saveInstance),
    threads: threads.map(({ frames, wait, isDone }) => ({
      frames: frames.map(({ instance, position, isHandlingError }) => ({
        instance: instanceOf(instance),
        activityId: position.id,
        isHandlingError,
      })),
      wait: wait ?? null,
      isDone,
    })),
  };
}

function saveInstance({ flowId, versionNumber, graph, variables, outputs, visits, secrets }: FlowInstance): InstanceState {
  const counted = [...graph.nodes.values()].map(({ id, index }) => [id, visits[index] ?? 0] as const);
  return {
    flowId,
    versionNumber,
    variables: [...variables],
    outputs: [...outputs].map(([label, values]) => [label, [...values]] as const),
    visits: counted.filter(([, count]) => count > 0),
    secrets: [...secrets],
  };
}

/** @param graphOf those of `flowsIn` */
export function restoreRun(graphOf: (flowId: string, versionNumber: number) => FlowGraph, state: RunState): Run {
  const instances = state.instances.map((saved) => restoreInstance(graphOf(saved.flowId, saved.versionNumber), saved));
  const run = new Run(state.contact);
  const { queued } = state;
  run.threads = state.threads.map((thread) => restoreThread(instances, thread));
  run.stage = state.stage;
  run.wasAnswered = state.wasAnswered;
  run.queued = queued ? { ...queued, instance: instances[queued.instance] } : undefined;
  run.steps = state.steps;
  for (const text of state.secrets) run.secrets.add(text);
  return run;
}

function restoreInstance(graph: FlowGraph, { flowId, versionNumber, variables, outputs, visits, secrets }: InstanceState): FlowInstance {
  const instance = new FlowInstance(
    flowId,
    versionNumber,
    graph,
    outputs.map(([label, values]) => [label, new Map(values)] as const),
  );
  for (const [name, value] of variables) instance.variables.set(name, value);
  for (const [id, count] of visits) {
    const node = graph.nodes.get(id);
    if (node) instance.visits[node.index] = count;
  }
  instance.secrets = new Set(secrets);
  return instance;
}

function restoreThread(instances: readonly FlowInstance[], { frames, wait, isDone }: ThreadState): Thread {
  return { frames: frames.map((frame) => restoreFrame(instances, frame)), wait: wait ?? undefined, isDone };
}

function restoreFrame(
  instances: readonly FlowInstance[],
  { instance: at, activityId, isHandlingError }: ThreadState['frames'][number],
): Frame {
  const instance = instances[at];
  const position = instance?.graph.nodes.get(activityId);
  if (!instance || !position) throw new TypeError(`the saved execution stands at ${activityId}, which its flow does not have`);
  return { instance, position, isHandlingError };
}
