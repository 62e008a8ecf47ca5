import type { Activity } from '../activities/activity.ts';
import type { ContactEventType } from '../execution/platform-event.ts';
import type { VariableType } from '../values/convert.ts';
import type { Value } from '../values/value.ts';

/** An activity and where its exits lead. */
export interface FlowNode {
  readonly index: number;
  readonly id: string;
  readonly label: string;
  readonly kind: string;
  readonly activity: Activity;
  readonly maxVisits: number;
  readonly exits: ReadonlyMap<string, FlowNode>;
}

/** Root of an event flow, and under which name its outputs are read. */
export interface EventRoot {
  readonly name: string;
  readonly node: FlowNode;
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
  /** By the id of the activity. */
  readonly nodes: ReadonlyMap<string, FlowNode>;
  /** What runs when an activity fails and its own exit for that is not wired. */
  readonly onError: FlowNode | undefined;
  /** Event flows that lead somewhere. */
  readonly events: ReadonlyMap<ContactEventType, EventRoot>;
  readonly variables: ReadonlyMap<string, DeclaredVariable>;
  /** Variables whose values nobody may see but the platform. */
  readonly secureVariables: ReadonlySet<string>;
  readonly connectorIds: readonly string[];
  readonly settings: Halting;
}
