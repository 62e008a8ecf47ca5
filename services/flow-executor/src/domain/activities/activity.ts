import type { Command } from '../execution/command.ts';
import type { FlowActivity } from '../flow/flow-export.ts';
import type { OutboundRequest, RequestAnswer } from '../request/outbound-request.ts';
import type { Scope } from '../template/scope.ts';
import type { Value } from '../values/value.ts';
import type { ActivitySource } from './activity-source.ts';

/** What an activity does to the execution that it runs in. */
export interface ActivityScope extends Scope {
  /** Converts to the type of the variable; throws `ConversionFailed`. */
  assign(variable: string, value: Value): void;
  /** Readable from now on as `{{Label.name}}`; names in lower case. */
  setOutputs(label: string, outputs: Readonly<Record<string, Value>>): void;
  command(command: Command): void;
  /** The contact waits in this queue while the flow goes on. */
  enterQueue(queueId: string): void;
  leaveQueue(): void;
  /** Whether the activity entertains a waiting contact for the second time: from here on the flow only repeats itself until an agent answers. */
  repeatsWhileQueued(activityId: string): boolean;
}

/** Where an activity leaves the execution. */
export type Step =
  | { readonly kind: 'exit'; readonly port: string }
  | { readonly kind: 'failed'; readonly port: 'error' | 'failure'; readonly code: string; readonly message: string }
  | { readonly kind: 'request'; readonly request: OutboundRequest }
  | { readonly kind: 'end' };

/** An activity of a published version, ready to run. */
export interface Activity {
  run(scope: ActivityScope): Step;
  /** Of an activity that sends requests: what it makes of the answer. */
  resume?(scope: ActivityScope, answer: RequestAnswer): Step;
}

export interface ActivityKind {
  /** Exits that have to lead somewhere. */
  exits(properties: FlowActivity['properties']): readonly string[];
  /** Never throws: what is wrong is reported to the source. */
  compile(source: ActivitySource): Activity;
  /** How often one execution may come by; without it only the limit of all activities holds. */
  readonly maxVisits?: number;
}

export const end: Step = { kind: 'end' };

export function exitBy(port: string): Step {
  return { kind: 'exit', port };
}
