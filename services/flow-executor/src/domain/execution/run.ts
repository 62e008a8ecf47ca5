import type { ActivityScope, Passing } from '../activities/activity.ts';
import type { FlowGraph, FlowNode } from '../graph/flow-graph.ts';
import type { OutboundRequest } from '../request/outbound-request.ts';
import { Work } from '../template/work.ts';
import type { Value } from '../values/value.ts';
import type { Command } from './command.ts';
import { type ContactStart, contactOutputs } from './contact-start.ts';
import { FlowInstance, type Frame, type Thread } from './frame.ts';
import { Secrets } from './secrets.ts';
import { Trace, type TraceStep } from './trace.ts';

/** What the outside world has to answer before the execution moves on. */
export type Pending =
  | { readonly kind: 'request'; readonly request: OutboundRequest }
  | { readonly kind: 'subflow' | 'go-to'; readonly inputs: readonly Passing[] };

/** `flow`: nobody but the flow has it. `queued`: waits for an agent. `connected`: talks to one. `gone`: hung up, disconnected or transferred. */
export type ContactStage = 'flow' | 'queued' | 'connected' | 'gone';

/** Where the contact waits, and which activity brought it there. */
export interface Queued {
  readonly queueId: string;
  /** Undefined once the subflow that queued it is over. */
  readonly instance: FlowInstance | undefined;
  readonly activityId: string;
}

const maxStepsAtOnce = 1_000;
const maxSteps = 50_000;
/** Subflows of subflows. */
const maxDepth = 5;

/** The state of one execution. */
export class Run implements ActivityScope {
  readonly secrets = new Secrets();
  readonly work = new Work();
  now = new Date(0);
  random: () => number = () => 0;
  stage: ContactStage = 'flow';
  queued: Queued | undefined;
  /** By an agent, once at least. */
  wasAnswered = false;
  /** How many steps it took in all, and since the outside world last told of anything. */
  steps = 0;
  pending: Pending | undefined;
  /** The main flow first; above it at most one event flow. */
  threads: readonly Thread[] = [];
  hasEnded = false;
  private commands: Command[] = [];
  readonly trace = new Trace(this.secrets);
  private stepsAtOnce = 0;
  private readonly playedAtOnce = new Set<string>();
  /** The activity that runs has read something that nobody may see. */
  private sawSecret = false;

  constructor(readonly contact: ContactStart) {}

  /** What a flow has and the one that it goes over to has too: of one name and type, and never from a secure one to one that is not. */
  carryOver(instance: FlowInstance): void {
    const { instance: from } = this.frame;
    for (const [name, { type }] of instance.graph.variables) {
      const isSafe = !from.secrets.has(name) || instance.graph.secureVariables.has(name);
      if (from.graph.variables.get(name)?.type === type && isSafe) this.assignIn(instance, name, from.variables.get(name) ?? null);
    }
  }

  /** A flow that has not run yet. It reads the outputs of the start as any other. */
  instanceOf(flowId: string, versionNumber: number, graph: FlowGraph): FlowInstance {
    const instance = new FlowInstance(flowId, versionNumber, graph, contactOutputs(this.contact, graph.start));
    for (const name of graph.secureVariables) this.secrets.add(instance.variables.get(name) ?? null);
    return instance;
  }

  /** Leaves everything that runs, for this flow. */
  begin(instance: FlowInstance): void {
    this.threads = [threadAt(instance, instance.graph.start)];
  }

  takeCommands(): Command[] {
    const { commands } = this;
    this.commands = [];
    return commands;
  }

  /** Those since the last call. Values of secure variables read `***`. */
  takeTrace(): TraceStep[] {
    return this.trace.take();
  }

  get main(): Thread {
    return existing(this.threads[0]);
  }

  /** The one that runs, or waits. */
  get thread(): Thread {
    return existing(this.threads.at(-1));
  }

  get frame(): Frame {
    return existing(this.thread.frames.at(-1));
  }

  /** Whose event flows and settings hold. */
  get rootInstance(): FlowInstance {
    return existing(this.main.frames[0]).instance;
  }

  get mayGoDeeper(): boolean {
    return this.thread.frames.length <= maxDepth;
  }

  variable(name: string): Value | undefined {
    return this.variableOf(this.frame.instance, name);
  }

  /** Of any flow of this execution. */
  variableOf(instance: FlowInstance, name: string): Value | undefined {
    if (instance.secrets.has(name)) this.sawSecret = true;
    return instance.variables.get(name);
  }

  output(label: string, lowerCaseName: string): Value | undefined {
    const { instance } = this.frame;
    if (instance.secrets.has(markOf(label))) this.sawSecret = true;
    return instance.outputs.get(label)?.get(lowerCaseName);
  }

  assign(variable: string, value: Value): void {
    this.assignIn(this.frame.instance, variable, value);
  }

  assignIn(instance: FlowInstance, variable: string, value: Value): void {
    const converted = instance.assign(variable, value);
    const isSecure = instance.graph.secureVariables.has(variable);
    if (isSecure) this.secrets.add(converted);
    instance.markSecret(variable, this.sawSecret);
    this.trace.changed(variable, converted, isSecure || this.sawSecret);
  }

  setOutputs(label: string, outputs: Readonly<Record<string, Value>>): void {
    this.setOutputsIn(this.frame.instance, label, outputs);
  }

  setOutputsIn(instance: FlowInstance, label: string, outputs: Readonly<Record<string, Value>>): void {
    instance.outputs.set(label, new Map(Object.entries(outputs)));
    instance.markSecret(markOf(label), this.sawSecret);
  }

  command(command: Command): void {
    this.commands.push(command);
    this.trace.command(command, this.sawSecret);
  }

  enterQueue(queueId: string): void {
    const { instance, position } = this.frame;
    this.stage = 'queued';
    this.queued = { queueId, instance, activityId: position.id };
  }

  leaveQueue(): void {
    this.queued = undefined;
    if (this.stage === 'queued') this.stage = 'flow';
  }

  mustWaitForPlayback(activityId: string): boolean {
    if (this.stage === 'queued' || this.playedAtOnce.has(activityId)) return true;
    this.playedAtOnce.add(activityId);
    return false;
  }

  /** What the activities read and write from here on is told to the trace under this one. */
  enter(node: FlowNode): void {
    this.frame.position = node;
    this.sawSecret = false;
    this.trace.begin(node, this.now);
  }

  keepSecret(values: Readonly<Record<string, Value>>): void {
    this.sawSecret = true;
    for (const value of Object.values(values)) this.secrets.add(value);
  }

  get hasSeenSecret(): boolean {
    return this.sawSecret;
  }

  /** What comes from outside is no secret because of what was sent. */
  forgetSecrets(): void {
    this.sawSecret = false;
  }

  /** Counts a visit; false where it is one too many of the activity. */
  mayVisit({ index, maxVisits }: FlowNode): boolean {
    const { visits } = this.frame.instance;
    const count = (visits[index] ?? 0) + 1;
    visits[index] = count;
    return count <= maxVisits;
  }

  /** False where the execution only goes round in circles. */
  mayGoOn(): boolean {
    this.steps += 1;
    this.stepsAtOnce += 1;
    return this.stepsAtOnce <= maxStepsAtOnce && this.steps <= maxSteps;
  }

  /** The outside world has told of something: what was played before has been heard. */
  heard(): void {
    this.stepsAtOnce = 0;
    this.playedAtOnce.clear();
  }
}

export function threadAt(instance: FlowInstance, position: FlowNode): Thread {
  return { frames: [frameAt(instance, position)], wait: undefined, isDone: false };
}

export function frameAt(instance: FlowInstance, position: FlowNode): Frame {
  return { instance, position, isHandlingError: false };
}

function existing<T>(found: T | undefined): T {
  if (found === undefined) throw new TypeError('the execution runs no flow');
  return found;
}

/** No variable is called like this. */
const markOf = (label: string): string => `${label}.`;

export function startRun(graph: FlowGraph, contact: ContactStart): Run {
  const run = new Run(contact);
  run.begin(run.instanceOf(contact.flowId, contact.versionNumber, graph));
  return run;
}
