import type { VariableType } from '../values/convert.ts';

/** What the executor understands of a Flow Designer export. The raw JSON is stored and exported again beside it, untouched. */
export interface FlowExport {
  readonly name: string;
  readonly description: string;
  readonly flowType: 'FLOW' | 'SUBFLOW';
  readonly variables: readonly FlowVariable[];
  readonly main: FlowProcess;
  /** One graph with a root for each event; empty where the export has none. */
  readonly events: FlowProcess;
}

export interface FlowVariable {
  readonly name: string;
  readonly type: VariableType;
  /** Always text, whatever the type. */
  readonly defaultValue: string | null;
  readonly isSecure: boolean;
}

export interface FlowProcess {
  readonly activities: readonly FlowActivity[];
  readonly links: readonly FlowLink[];
}

export interface FlowActivity {
  readonly id: string;
  /** The author's name of it: unique in the flow, and the namespace of its outputs. */
  readonly label: string;
  /** Decides what it does (`properties.activityName`); `event` for the root of an event flow. */
  readonly kind: string;
  /** Name of the event that starts this event flow, such as `OnGlobalError`. */
  readonly event: string | undefined;
  readonly properties: Readonly<Record<string, unknown>>;
}

export interface FlowLink {
  readonly id: string;
  readonly sourceId: string;
  readonly targetId: string;
  readonly port: string;
}

export function allActivities(flow: FlowExport): FlowActivity[] {
  return [...flow.main.activities, ...flow.events.activities];
}
