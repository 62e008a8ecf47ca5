import type { FlowGraph, FlowNode } from '../graph/flow-graph.ts';
import { convert } from '../values/convert.ts';
import type { Value } from '../values/value.ts';
import type { Outputs } from './contact-start.ts';
import type { Wait } from './wait.ts';

/** A flow version in an execution, and what it holds: its main flow and its event flows share it. */
export class FlowInstance {
  readonly variables: Map<string, Value>;
  readonly outputs: Map<string, Outputs>;
  /** By the index of the activity. */
  readonly visits: number[];
  /** Variables and labels whose values come from a secure variable; secure variables themselves too. */
  secrets: ReadonlySet<string>;

  constructor(
    readonly flowId: string,
    readonly versionNumber: number,
    readonly graph: FlowGraph,
    outputs: Iterable<readonly [string, Outputs]>,
  ) {
    this.variables = new Map();
    for (const [name, { initial }] of graph.variables) this.variables.set(name, initial);
    this.outputs = new Map(outputs);
    this.visits = new Array(graph.nodes.size).fill(0);
    this.secrets = graph.secureVariables;
  }

  assign(variable: string, value: Value): Value {
    const converted = convert(variable, this.graph.variables.get(variable)?.type ?? 'STRING', value);
    this.variables.set(variable, converted);
    return converted;
  }

  markSecret(name: string, isSecret: boolean): void {
    if (this.secrets.has(name) === isSecret || this.graph.secureVariables.has(name)) return;
    const secrets = new Set(this.secrets);
    if (isSecret) secrets.add(name);
    else secrets.delete(name);
    this.secrets = secrets;
  }
}

/** Where one flow stands, in the order of their calls. */
export interface Frame {
  readonly instance: FlowInstance;
  position: FlowNode;
  /** In the event flow for errors, which is not asked about its own failures. */
  isHandlingError: boolean;
}

/** The main flow with its subflows, or an event flow that runs while the main flow keeps its place. */
export interface Thread {
  frames: Frame[];
  wait: Wait | undefined;
  /** Nothing of it is left to do. */
  isDone: boolean;
}
