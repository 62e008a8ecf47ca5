import type { Activity } from '../activities/activity.ts';
import type { VariableType } from '../values/convert.ts';
import type { Value } from '../values/value.ts';

/** An activity and where its exits lead. */
export interface FlowNode {
  readonly index: number;
  readonly id: string;
  readonly label: string;
  readonly activity: Activity;
  readonly maxVisits: number;
  readonly exits: ReadonlyMap<string, FlowNode>;
}

export interface Halting {
  readonly onConnectorInactive: 'HALT' | 'ERROR_PATH';
  readonly fallbackDestination: string | null;
}

export interface DeclaredVariable {
  readonly type: VariableType;
  readonly initial: Value;
}

/** A published version, ready to run: everything in it is parsed and resolved. */
export interface FlowGraph {
  readonly start: FlowNode;
  /** What runs when an activity fails and its own exit for that is not wired. */
  readonly onError: FlowNode | undefined;
  readonly nodeCount: number;
  readonly variables: ReadonlyMap<string, DeclaredVariable>;
  readonly connectorIds: readonly string[];
  readonly settings: Halting;
}
