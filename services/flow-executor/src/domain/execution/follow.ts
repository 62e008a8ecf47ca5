import { DomainError } from '@patchbay/errors';
import type { FlowReference, Step } from '../activities/activity.ts';
import type { Halt } from '../gate/passage.ts';
import type { FlowNode } from '../graph/flow-graph.ts';
import { sameExit } from '../graph/same-exit.ts';
import type { OutboundRequest } from '../request/outbound-request.ts';
import type { Outcome } from './outcome.ts';
import type { PlatformEventType } from './platform-event.ts';
import { type Run, threadAt } from './run.ts';
import type { Wait } from './wait.ts';

/** What an execution needs next. */
export type Effect =
  | { readonly kind: 'http-request'; readonly request: OutboundRequest }
  | ({ readonly kind: 'load-flow' } & FlowReference)
  | { readonly kind: 'waiting'; readonly wait: Wait }
  | { readonly kind: 'ended'; readonly outcome: Outcome };

export interface Failure {
  readonly code: string;
  readonly message: string;
}

export function isEffect(next: FlowNode | Effect): next is Effect {
  return 'activity' in next === false;
}

/** A broken rule of the flow becomes a failure that it can handle; anything else is a bug of ours. */
export function attempt(act: () => Step): Step {
  try {
    return act();
  } catch (error) {
    if (error instanceof DomainError) return { kind: 'failed', port: 'error', code: error.code, message: error.message };
    throw error;
  }
}

/** To where a step of an activity leads. */
export function follow(run: Run, node: FlowNode, step: Step): FlowNode | Effect {
  switch (step.kind) {
    case 'exit':
      return leaveBy(run, node, step.port) ?? (step.otherwise ? follow(run, node, step.otherwise) : fail(run, node, notWired(step.port)));
    case 'failed':
      run.trace.failed(step, run.hasSeenSecret);
      return leaveBy(run, node, step.port) ?? escalate(run, node, step);
    case 'request':
      run.pending = step;
      run.trace.sent(step.request, run.hasSeenSecret, run.now);
      return { kind: 'http-request', request: step.request };
    case 'wait':
      return wait(run, node, step.expects, step.timeoutSeconds);
    case 'subflow':
    case 'go-to':
      run.pending = step;
      return { kind: 'load-flow', ...step.flow };
    case 'end':
      return endFlow(run);
    case 'leave':
      return contactLeft(run);
    case 'hand-over':
      run.stage = 'gone';
      run.main.isDone = true;
      return settle(run);
  }
}

function fail(run: Run, node: FlowNode, problem: Failure): FlowNode | Effect {
  run.trace.failed(problem, false);
  return escalate(run, node, problem);
}

export function ended(run: Run, outcome: Outcome): Effect {
  run.hasEnded = true;
  return { kind: 'ended', outcome };
}

export function halted(run: Run, { code, connectorId }: Halt): Effect {
  return ended(run, { type: 'HALTED', code, connectorId, fallbackDestination: run.rootInstance.graph.settings.fallbackDestination });
}

/** Nothing runs at this moment: the main flow waits where it was, or the contact is all that is left, or it is over. */
export function settle(run: Run): Effect {
  const { main } = run;
  run.threads = [main];
  if (!main.isDone && main.wait) return { kind: 'waiting', wait: main.wait };
  const position = main.frames.at(-1)?.position;
  if (run.stage === 'gone' || run.rootInstance.graph.events.size === 0 || !position) return ended(run, outcomeOf(run));
  return wait(run, position, [], null);
}

/** The contact has left: nothing is left to do but its event flow for that. */
export function contactLeft(run: Run): FlowNode | Effect {
  const isNews = run.stage !== 'gone';
  const { main } = run;
  run.stage = 'gone';
  main.isDone = true;
  return (isNews && beginEvent(run, 'hang-up')) || settle(run);
}

/** Undefined where the flow has nothing wired to the event. */
export function beginEvent(run: Run, type: Parameters<Run['rootInstance']['graph']['events']['get']>[0]): FlowNode | undefined {
  const root = run.rootInstance.graph.events.get(type);
  if (!root) return undefined;
  run.threads = [run.main, threadAt(run.rootInstance, root.node)];
  return root.node;
}

function leaveBy(run: Run, { exits }: FlowNode, port: string): FlowNode | undefined {
  const taken = exits.has(port) ? port : (sameExit[port] ?? port);
  const next = exits.get(taken);
  if (next) run.trace.left(taken);
  return next;
}

const notWired = (port: string): Failure => ({ code: 'flow.exit-not-wired', message: `the exit ${port} leads nowhere: connect it` });

/** By the event flow for errors, which is not asked about its own failures; from a subflow by the activity that began it. */
function escalate(run: Run, node: FlowNode, problem: Failure): FlowNode | Effect {
  const { frame, thread } = run;
  const { onError } = frame.instance.graph;
  if (onError && !frame.isHandlingError) {
    frame.isHandlingError = true;
    return onError;
  }
  if (thread.frames.length > 1) {
    thread.frames.pop();
    const caller = run.frame.position;
    run.enter(caller);
    return follow(run, caller, { kind: 'failed', port: 'error', ...problem });
  }
  if (thread !== run.main) return settle(run);
  return ended(run, { type: 'FAILED', code: problem.code, message: problem.message, activityLabel: node.label });
}

function wait(run: Run, { id, label }: FlowNode, own: readonly PlatformEventType[], timeoutSeconds: number | null): Effect {
  const expects = [...new Set<PlatformEventType>([...own, ...eventsAround(run), 'hang-up'])];
  const waited = { activityId: id, activityLabel: label, expects, timeoutSeconds };
  run.thread.wait = waited;
  return { kind: 'waiting', wait: waited };
}

/** What may happen to the contact meanwhile, and is of interest; nothing while an event flow runs. */
function eventsAround(run: Run): readonly PlatformEventType[] {
  if (run.thread !== run.main || run.stage === 'gone') return [];
  const wired = [...run.rootInstance.graph.events.keys()];
  if (run.stage === 'flow') return wired;
  const ofAgents = ['agent-offered', 'agent-answered', 'agent-disconnected'] as const;
  return [...wired, ...ofAgents, ...(run.stage === 'queued' ? (['queue-failed'] as const) : [])];
}

function endFlow(run: Run): FlowNode | Effect {
  const { thread } = run;
  if (thread.frames.length === 1) {
    thread.isDone = true;
    return settle(run);
  }
  const { instance } = run.frame;
  thread.frames.pop();
  const caller = run.frame.position;
  run.enter(caller);
  const step = attempt(() => {
    if (!caller.activity.returned) throw new TypeError(`the activity ${caller.label} begins no subflow`);
    return caller.activity.returned(run, (variable) => run.variableOf(instance, variable));
  });
  return follow(run, caller, step);
}

function outcomeOf({ queued, stage, wasAnswered }: Run): Outcome {
  const isRouted = queued && (wasAnswered || stage === 'queued');
  return isRouted ? { type: 'ROUTED', queueId: queued.queueId } : { type: 'COMPLETED' };
}
