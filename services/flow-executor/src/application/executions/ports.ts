import type { Command } from '../../domain/execution/command.ts';
import type { Outcome } from '../../domain/execution/outcome.ts';
import type { RunState } from '../../domain/execution/run-state.ts';
import type { TraceStep } from '../../domain/execution/trace.ts';
import type { Wait } from '../../domain/execution/wait.ts';
import type { FlowLabel } from '../../domain/lifecycle/stored-flow.ts';

/** What an execution is, from its start on. */
export interface ExecutionIdentity {
  executionId: string;
  organizationId: string;
  flowId: string;
  versionNumber: number;
  label: FlowLabel;
  interactionId: string;
  ani: string;
  dnis: string;
  connectorIds: readonly string[];
  startedAt: Date;
}

/** How an execution stands when a turn is over. */
export type Standing = { state: 'WAITING'; wait: Wait; run: RunState } | { state: 'ENDED'; outcome: Outcome };

/** What the platform was told at the end of a turn. Kept with it, so that it is told the same when it asks again. */
export interface TurnAnswer {
  executionId: string;
  /** Executor that ran the turn. */
  instanceId: string;
  flowId: string;
  versionNumber: number;
  state: 'WAITING' | 'ENDED';
  commands: readonly Command[];
  outcome: Outcome | null;
  wait: Wait | null;
  startedAt: Date;
  durationMs: number;
}

/** One turn of an execution, done. */
export interface Turn {
  standing: Standing;
  answer: TurnAnswer;
  steps: readonly TraceStep[];
  /** Of flows that it got to in this turn, and that were not among those of the execution. */
  moreConnectorIds: readonly string[];
  endedAt: Date;
}

/** The right to run an execution, of one process and for a time. */
export interface Claim {
  readonly claimId: string;
  readonly executionId: string;
  readonly turn: number;
}

/** What begins a turn. */
export interface TurnEvent {
  eventId: string;
  type: string;
  fingerprint: string;
}

export type Refused = { refused: 'in-progress' | 'other-request' };
export type StartClaim = Refused | { answer: TurnAnswer } | { claim: Claim; execution: ExecutionIdentity; mayHaveWritten: boolean };
export type EventClaim =
  | Refused
  | { refused: 'not-found' }
  | { refused: 'ended'; outcome: Outcome }
  | { answer: TurnAnswer }
  | { claim: Claim; execution: ExecutionIdentity; mayHaveWritten: boolean; saved: RunState };

/** Executions that outlive a request. */
export abstract class ExecutionStore {
  /** Of a start that carries a key: once per key. */
  abstract claimStart(execution: ExecutionIdentity, key: string, fingerprint: string): Promise<StartClaim>;
  abstract claimEvent(organizationId: string, executionId: string, event: TurnEvent): Promise<EventClaim>;
  /** An execution that begins to wait, and was not kept until now. */
  abstract insertWaiting(execution: ExecutionIdentity, turn: Turn): Promise<void>;
  /** Ends the claim. @returns false when the claim was no longer held: nothing is saved then */
  abstract save(claim: Claim, turn: Turn): Promise<boolean>;
  /** As if the event had never come. */
  abstract giveBack(claim: Claim): Promise<void>;
  /** Something may leave now that must not leave twice. @returns false when the claim is no longer held */
  abstract noteWriting(claim: Claim): Promise<boolean>;
  /** @returns those that are still held */
  abstract renew(claims: readonly Claim[]): Promise<ReadonlySet<string>>;
}

/** What is kept of an execution that ended in its first request. Not in its way: it neither waits nor fails. */
export abstract class ExecutionRecords {
  abstract keep(execution: ExecutionIdentity, turn: Turn): void;
}

/** Executions that this process runs and that are kept nowhere. Not in their way: it neither waits nor fails. */
export abstract class RunningExecutions {
  abstract began(execution: ExecutionIdentity): void;
  abstract ended(execution: ExecutionIdentity): void;
}

/** For the live counters of flows. */
export abstract class FlowActivity {
  abstract started(flowId: string): void;
  abstract ended(flowId: string, outcome: Outcome['type']): void;
  /** This process runs an execution of the flow. */
  abstract turnBegan(flowId: string): void;
  abstract turnEnded(flowId: string): void;
}

export interface ExecutionFilter {
  flowId?: string | undefined;
  interactionId?: string | undefined;
  ani?: string | undefined;
  connectorId?: string | undefined;
  state?: 'RUNNING' | 'WAITING' | 'ENDED' | undefined;
  outcome?: Outcome['type'] | undefined;
  from?: Date | undefined;
  to?: Date | undefined;
}

export interface ExecutionView extends ExecutionIdentity {
  state: 'RUNNING' | 'WAITING' | 'ENDED';
  outcome: Outcome | null;
  wait: Wait | null;
  endedAt: Date | null;
}

export interface TurnView {
  number: number;
  eventId: string | null;
  eventType: string | null;
  startedAt: Date;
  durationMs: number | null;
  steps: readonly TraceStep[];
}

export interface ActivityCount {
  started: number;
  ended: Partial<Record<Outcome['type'], number>>;
}

export interface FlowActivityView {
  running: number;
  waiting: number;
  lastMinute: ActivityCount;
  lastHour: ActivityCount;
}

/** Executions as they are looked at; those of another organization are not there. */
export abstract class ExecutionReader {
  abstract find(organizationId: string, executionId: string): Promise<ExecutionView | undefined>;
  /** Newest first. @param before id of the last execution of the page before */
  abstract search(
    organizationId: string,
    filter: ExecutionFilter,
    page: { limit: number; before: string | undefined },
  ): Promise<ExecutionView[]>;
  abstract turns(executionId: string, page: { limit: number; after: number }): Promise<TurnView[]>;
  abstract activity(flowId: string, at: Date): Promise<FlowActivityView>;
}
