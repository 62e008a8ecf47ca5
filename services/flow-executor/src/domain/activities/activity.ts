import type { Command } from '../execution/command.ts';
import type { EventOutputs, PlatformEvent, PlatformEventType } from '../execution/platform-event.ts';
import type { FlowActivity } from '../flow/flow-export.ts';
import type { FlowLabel } from '../lifecycle/stored-flow.ts';
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
  /** Whether what is played has to end before the flow goes on: to a contact in a queue, or once more since the platform last told of anything. */
  mustWaitForPlayback(activityId: string): boolean;
  /** What the platform has told is a secret: nobody else may see it, nor what is made of it. */
  keepSecret(values: Readonly<Record<string, Value>>): void;
  /** At least 0 and less than 1. */
  random(): number;
}

/** A flow that another one leads to, as the export names it. */
export interface FlowReference {
  /** In the designer that it comes from. */
  readonly flowId: string;
  readonly name: string | null;
  readonly label: FlowLabel;
}

export interface Passing {
  readonly variable: string;
  readonly value: Value;
}

/** Where an activity leaves the execution. */
export type Step =
  /** `otherwise`: where that exit leads nowhere. */
  | { readonly kind: 'exit'; readonly port: string; readonly otherwise?: Step }
  | { readonly kind: 'failed'; readonly port: 'error' | 'failure'; readonly code: string; readonly message: string }
  | { readonly kind: 'request'; readonly request: OutboundRequest }
  | { readonly kind: 'wait'; readonly expects: readonly PlatformEventType[]; readonly timeoutSeconds: number | null }
  /** Begins a subflow and comes back. */
  | { readonly kind: 'subflow'; readonly flow: FlowReference; readonly inputs: readonly Passing[] }
  /** Goes over to another flow for good, with the variables that it has too, and these. */
  | { readonly kind: 'go-to'; readonly flow: FlowReference; readonly inputs: readonly Passing[] }
  /** This flow is over, the contact stays where it is. */
  | { readonly kind: 'end' }
  /** The contact has left. */
  | { readonly kind: 'leave' }
  /** The contact is in the hands of another flow, which this execution knows nothing of. */
  | { readonly kind: 'hand-over' };

/** An activity of a published version, ready to run. */
export interface Activity {
  run(scope: ActivityScope): Step;
  /** Of an activity that sends requests: what it makes of the answer. */
  resume?(scope: ActivityScope, answer: RequestAnswer): Step;
  /** Of an activity that waits: what it makes of an event that it expects. */
  receive?(scope: ActivityScope, event: PlatformEvent): Step;
  /** Of an activity that begins a subflow: what it makes of the variables of that at its end. */
  returned?(scope: ActivityScope, results: (variable: string) => Value | undefined): Step;
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
export const leave: Step = { kind: 'leave' };
export const handOver: Step = { kind: 'hand-over' };

export function exitBy(port: string): Step {
  return { kind: 'exit', port };
}

/** As an event brings them: read whatever their case. */
export function outputValues(outputs: EventOutputs = {}): Record<string, Value> {
  return Object.fromEntries(Object.entries(outputs).map(([name, value]) => [name.toLowerCase(), value as Value]));
}

/** As the platform tells that it could not do what it was asked to. */
export function failedBy(event: Extract<PlatformEvent, { type: 'failed' | 'queue-failed' }>, port: 'error' | 'failure'): Step {
  return { kind: 'failed', port, code: `platform.${event.code}`, message: `the platform could not do it: ${event.code}` };
}
