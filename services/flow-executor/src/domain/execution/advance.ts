import { DomainError } from '@patchbay/errors';
import type { Step } from '../activities/activity.ts';
import type { Halt } from '../gate/passage.ts';
import type { FlowNode } from '../graph/flow-graph.ts';
import { isRefusal } from '../request/failure-code.ts';
import type { OutboundRequest, RequestAnswer } from '../request/outbound-request.ts';
import type { Outcome } from './outcome.ts';
import type { Run } from './run.ts';

/** What the outside world says while an execution moves on. */
export interface Moment {
  readonly now: Date;
  /** Asked before every activity: what it returns ends the execution. */
  halt(): Halt | undefined;
}

/** What an execution needs next. */
export type Effect =
  | { readonly kind: 'http-request'; readonly request: OutboundRequest }
  | { readonly kind: 'ended'; readonly outcome: Outcome };

/** Runs one activity after the other until a request has to be sent or the end is reached. Its answer is given to the next call. */
export function advance(run: Run, moment: Moment, answer?: RequestAnswer): Effect {
  run.now = moment.now;
  let next: FlowNode | Effect = answer ? resume(run, answer) : positionOf(run);
  while (!isEffect(next)) next = visit(run, next, moment);
  return next;
}

function visit(run: Run, node: FlowNode, moment: Moment): FlowNode | Effect {
  run.position = node;
  const halt = moment.halt();
  if (halt) return halted(run, halt);
  if (!run.mayVisit(node)) return ended(run, failure(node, stepLimit));
  return follow(
    run,
    node,
    attempt(() => node.activity.run(run)),
  );
}

function resume(run: Run, answer: RequestAnswer): FlowNode | Effect {
  const node = positionOf(run);
  const request = run.pending;
  run.pending = undefined;
  const halt = haltOf(run, request, answer);
  if (halt) return halted(run, halt);
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
function haltOf({ graph }: Run, request: OutboundRequest | undefined, answer: RequestAnswer): Halt | undefined {
  if (answer.kind !== 'failure' || !isRefusal(answer.code) || graph.settings.onConnectorInactive !== 'HALT') return undefined;
  const connectorId = answer.connectorId ?? (request?.mode === 'connector' ? request.connectorId : undefined);
  return connectorId === undefined ? undefined : { code: answer.code, connectorId };
}

/** A broken rule of the flow becomes a failure that it can handle; anything else is a bug of ours. */
function attempt(act: () => Step): Step {
  try {
    return act();
  } catch (error) {
    if (error instanceof DomainError) return { kind: 'failed', port: 'error', code: error.code, message: error.message };
    throw error;
  }
}

function follow(run: Run, node: FlowNode, step: Step): FlowNode | Effect {
  switch (step.kind) {
    case 'exit':
      return (
        node.exits.get(step.port) ??
        recover(run, node, { code: 'flow.exit-not-wired', message: `the exit ${step.port} leads nowhere: connect it` })
      );
    case 'failed':
      return recover(run, node, step, node.exits.get(step.port));
    case 'request':
      run.pending = step.request;
      return { kind: 'http-request', request: step.request };
    case 'end':
      return ended(run, run.queueId === undefined ? { type: 'COMPLETED' } : { type: 'ROUTED', queueId: run.queueId });
  }
}

interface Failure {
  readonly code: string;
  readonly message: string;
}

const stepLimit: Failure = {
  code: 'flow.step-limit',
  message: 'the execution went through too many activities: look for a loop without a way out',
};

/** By the exit of its own, else by the event flow for errors, which is not asked about its own failures. */
function recover(run: Run, node: FlowNode, problem: Failure, ownExit?: FlowNode): FlowNode | Effect {
  run.failures.push({ activityId: node.id, activityLabel: node.label, code: problem.code });
  if (ownExit) return ownExit;
  const { onError } = run.graph;
  if (!onError || run.isHandlingError) return ended(run, failure(node, problem));
  run.isHandlingError = true;
  return onError;
}

function failure({ label }: FlowNode, { code, message }: Failure): Outcome {
  return { type: 'FAILED', code, message, activityLabel: label };
}

function halted(run: Run, { code, connectorId }: Halt): Effect {
  return ended(run, { type: 'HALTED', code, connectorId, fallbackDestination: run.graph.settings.fallbackDestination });
}

function ended(run: Run, outcome: Outcome): Effect {
  run.position = undefined;
  return { kind: 'ended', outcome };
}

function positionOf({ position }: Run): FlowNode {
  if (!position) throw new TypeError('the execution has ended');
  return position;
}

function isEffect(next: FlowNode | Effect): next is Effect {
  return 'kind' in next;
}
