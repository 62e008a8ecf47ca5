import type { ActivityScope } from '../activities/activity.ts';
import type { FlowGraph, FlowNode } from '../graph/flow-graph.ts';
import type { OutboundRequest } from '../request/outbound-request.ts';
import { Work } from '../template/work.ts';
import { convert } from '../values/convert.ts';
import type { Value } from '../values/value.ts';
import type { Command } from './command.ts';
import { type ContactStart, contactOutputs, type Outputs } from './contact-start.ts';

/** A failure of an activity, handled or not. */
interface ActivityFailure {
  readonly activityId: string;
  readonly activityLabel: string;
  readonly code: string;
}

const maxSteps = 1_000;

/** The state of one execution. */
export class Run implements ActivityScope {
  readonly commands: Command[] = [];
  readonly failures: ActivityFailure[] = [];
  readonly work = new Work();
  now = new Date(0);
  /** Queue in which the contact waits. */
  queueId: string | undefined;
  isHandlingError = false;
  /** Sent, and not answered yet. */
  pending: OutboundRequest | undefined;
  /** Next activity, or the one that waits for its answer; undefined at the end. */
  position: FlowNode | undefined;
  private steps = 0;
  private readonly visits: number[];
  private readonly variables: Map<string, Value>;
  private readonly outputs: Map<string, Outputs>;
  private readonly playedWhileQueued = new Set<string>();

  constructor(
    readonly graph: FlowGraph,
    contact: ContactStart,
  ) {
    this.position = graph.start;
    this.visits = new Array(graph.nodeCount).fill(0);
    this.variables = new Map([...graph.variables].map(([name, { initial }]) => [name, initial]));
    this.outputs = new Map(contactOutputs(contact, graph.start));
  }

  variable(name: string): Value | undefined {
    return this.variables.get(name);
  }

  output(label: string, lowerCaseName: string): Value | undefined {
    return this.outputs.get(label)?.get(lowerCaseName);
  }

  assign(variable: string, value: Value): void {
    const type = this.graph.variables.get(variable)?.type ?? 'STRING';
    this.variables.set(variable, convert(variable, type, value));
  }

  setOutputs(label: string, outputs: Readonly<Record<string, Value>>): void {
    this.outputs.set(label, new Map(Object.entries(outputs)));
  }

  command(command: Command): void {
    this.commands.push(command);
  }

  enterQueue(queueId: string): void {
    this.queueId = queueId;
    this.playedWhileQueued.clear();
  }

  leaveQueue(): void {
    this.queueId = undefined;
  }

  repeatsWhileQueued(activityId: string): boolean {
    if (this.queueId === undefined) return false;
    if (this.playedWhileQueued.has(activityId)) return true;
    this.playedWhileQueued.add(activityId);
    return false;
  }

  /** Counts a visit; false where the execution only goes round in circles. */
  mayVisit({ index, maxVisits }: FlowNode): boolean {
    const visits = (this.visits[index] ?? 0) + 1;
    this.visits[index] = visits;
    this.steps += 1;
    return this.steps <= maxSteps && visits <= maxVisits;
  }
}

export function startRun(graph: FlowGraph, contact: ContactStart): Run {
  return new Run(graph, contact);
}
