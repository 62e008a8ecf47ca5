import { end, type Step } from '../activities/activity.ts';
import type { Halt } from '../gate/passage.ts';
import type { FlowGraph, FlowNode } from '../graph/flow-graph.ts';
import { isRefusal } from '../request/failure-code.ts';
import type { OutboundRequest, RequestAnswer } from '../request/outbound-request.ts';
import { happened, queueFailed } from './contact-event.ts';
import { attempt, type Effect, ended, type Failure, follow, halted, isEffect } from './follow.ts';
import { isContactEvent, type PlatformEvent } from './platform-event.ts';
import { frameAt, type Pending, type Run } from './run.ts';
import { UnexpectedEvent } from './unexpected-event.ts';

export type { Effect } from './follow.ts';

/** What the outside world says while an execution moves on. */
export interface Moment {
  readonly now: Date;
  /** Asked before every activity: what it returns ends the execution. */
  halt(): Halt | undefined;
  /** At least 0 and less than 1. */
  random(): number;
}

/** What `load-flow` asks for: a version that may be run, or why there is none. */
export type FlowAnswer =
  | { readonly kind: 'flow'; readonly flowId: string; readonly versionNumber: number; readonly graph: FlowGraph }
  | ({ readonly kind: 'refusal' } & Failure);

/** Runs one activity after the other until something is needed or the end is reached. Its answer is given to the next call. */
export function advance(run: Run, moment: Moment, answer?: RequestAnswer | FlowAnswer): Effect {
  begin(run, moment);
  return drive(run, moment, answer ? resume(run, answer) : run.frame.position);
}

/** Goes on from a wait with what the platform tells. @throws UnexpectedEvent, and nothing has happened then */
export function receive(run: Run, moment: Moment, event: PlatformEvent): Effect {
  const { wait } = run.thread;
  if (!wait || run.hasEnded) throw new TypeError('the execution waits for nothing');
  if (!wait.expects.includes(event.type)) throw new UnexpectedEvent(event.type, wait.expects);
  begin(run, moment);
  run.heard();
  return drive(run, moment, received(run, event));
}

function begin(run: Run, { now, random }: Moment): void {
  if (run.hasEnded) throw new TypeError('the execution has ended');
  run.now = now;
  run.random = random;
}

function drive(run: Run, moment: Moment, first: FlowNode | Effect): Effect {
  let next = first;
  while (!isEffect(next)) next = visit(run, next, moment);
  return next;
}

const stepLimit: Failure = {
  code: 'flow.step-limit',
  message: 'the execution went through too many activities: look for a loop without a way out',
};

function visit(run: Run, node: FlowNode, moment: Moment): FlowNode | Effect {
  const halt = moment.halt();
  if (halt) return halted(run, halt);
  run.enter(node);
  if (!run.mayGoOn()) return stopped(run, node);
  if (!run.mayVisit(node)) return follow(run, node, { kind: 'failed', port: 'error', ...stepLimit });
  return follow(
    run,
    node,
    attempt(() => node.activity.run(run)),
  );
}

/** Going round in circles is nothing that another circle could handle. */
function stopped(run: Run, { label: activityLabel }: FlowNode): Effect {
  run.trace.failed(stepLimit, false);
  return ended(run, { type: 'FAILED', ...stepLimit, activityLabel });
}

function received(run: Run, event: PlatformEvent): FlowNode | Effect {
  if (event.type === 'queue-failed') return queueFailed(run, event);
  if (isContactEvent(event)) return happened(run, event);
  const node = run.frame.position;
  run.thread.wait = undefined;
  run.enter(node);
  return follow(
    run,
    node,
    attempt(() => {
      if (!node.activity.receive) throw new TypeError(`the activity ${node.label} waits for no event`);
      return node.activity.receive(run, event);
    }),
  );
}

function resume(run: Run, answer: RequestAnswer | FlowAnswer): FlowNode | Effect {
  const { pending } = run;
  run.pending = undefined;
  if (answer.kind === 'flow' || answer.kind === 'refusal') return loaded(run, pending, answer);
  const node = run.frame.position;
  run.trace.answered(answer, run.now);
  const halt = haltOf(run, pending?.kind === 'request' ? pending.request : undefined, answer);
  if (halt) return halted(run, halt);
  run.forgetSecrets();
  return follow(
    run,
    node,
    attempt(() => resumed(node, run, answer)),
  );
}

function resumed({ activity, label }: FlowNode, run: Run, answer: RequestAnswer): Step {
  if (!activity.resume) throw new TypeError(`the activity ${label} waits for no answer`);
  return activity.resume(run, answer);
}

/** A refused request ends the whole execution, unless the flow asks for its error path. */
function haltOf({ rootInstance }: Run, request: OutboundRequest | undefined, answer: RequestAnswer): Halt | undefined {
  if (answer.kind !== 'failure' || !isRefusal(answer.code) || rootInstance.graph.settings.onConnectorInactive !== 'HALT') return undefined;
  const connectorId = answer.connectorId ?? (request?.mode === 'connector' ? request.connectorId : undefined);
  return connectorId === undefined ? undefined : { code: answer.code, connectorId };
}

function loaded(run: Run, pending: Pending | undefined, answer: FlowAnswer): FlowNode | Effect {
  const node = run.frame.position;
  if (!pending || pending.kind === 'request') throw new TypeError('the execution asked for no flow');
  if (answer.kind === 'refusal') return follow(run, node, { kind: 'failed', port: 'error', code: answer.code, message: answer.message });
  if (pending.kind === 'subflow' && !run.mayGoDeeper) return follow(run, node, { kind: 'failed', port: 'error', ...tooDeep });
  const { flowId, versionNumber, graph } = answer;
  const instance = run.instanceOf(flowId, versionNumber, graph);
  const step = attempt(() => {
    if (pending.kind === 'go-to') run.carryOver(instance);
    for (const { variable, value } of pending.inputs) run.assignIn(instance, variable, value);
    return end;
  });
  if (step.kind === 'failed') return follow(run, node, step);
  if (pending.kind === 'go-to') run.begin(instance);
  else run.thread.frames.push(frameAt(instance, graph.start));
  return graph.start;
}

const tooDeep: Failure = {
  code: 'flow.subflow-depth',
  message: 'subflows call each other too deep: look for one that calls itself',
};
