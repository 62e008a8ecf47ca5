import { Injectable } from '@nestjs/common';
import { advance } from '../../domain/execution/advance.ts';
import { startRun } from '../../domain/execution/run.ts';
import { FlowNotFound, NothingPublished } from '../../domain/lifecycle/refusals.ts';
import type { FlowLabel } from '../../domain/lifecycle/stored-flow.ts';
import { type DirectoryEntry, FlowDirectory, type Runnable } from '../flow-directory.ts';
import { Clock, Identifiers } from '../ports.ts';
import { RoutingOutcomes } from '../routing-outcomes.ts';
import { type ContactAsked, ExecutionRunner, type Journey } from './execution-runner.ts';
import { KeptTurns } from './kept-turns.ts';
import {
  type ExecutionIdentity,
  ExecutionRecords,
  ExecutionStore,
  FlowActivity,
  type Refused,
  RunningExecutions,
  type TurnAnswer,
} from './ports.ts';
import { type TurnDraft, TurnWriter, withConnectors } from './turn-writer.ts';

export interface StartRequest {
  organizationId: string;
  flowId: string;
  label: FlowLabel;
  contact: ContactAsked;
  /** Of the platform, for a call that is to be begun once; the fingerprint is of everything that it asks for. */
  once?: { key: string; fingerprint: string } | undefined;
}

/**
 * Runs a flow for a contact until it waits or ends. Without a key it asks the database nothing on the way, and only what waits is kept before
 * the platform is answered; with one it is kept from its beginning, so that the same start has one effect.
 */
@Injectable()
export class StartExecution {
  constructor(
    private readonly directory: FlowDirectory,
    private readonly runner: ExecutionRunner,
    private readonly writer: TurnWriter,
    private readonly kept: KeptTurns,
    private readonly store: ExecutionStore,
    private readonly records: ExecutionRecords,
    private readonly running: RunningExecutions,
    private readonly activity: FlowActivity,
    private readonly outcomes: RoutingOutcomes,
    private readonly identifiers: Identifiers,
    private readonly clock: Clock,
  ) {}

  /** @throws FlowNotFound, NothingPublished, ClaimLost */
  async run(request: StartRequest): Promise<{ answer: TurnAnswer } | Refused> {
    const found = this.directory.find(request.flowId);
    const runnable = runnableOf(found instanceof Promise ? await found : found, request);
    const execution = this.identityOf(request, runnable);
    if (request.once) return this.runOnce(execution, runnable, request, request.once);
    const { flowId } = execution;
    this.outcomes.began(execution);
    this.running.began(execution);
    this.activity.started(flowId);
    this.activity.turnBegan(flowId);
    try {
      const begunMs = this.clock.monotonicMs();
      const turn = this.writer.write(execution, await this.begin(execution, runnable, request), begunMs);
      const used = withConnectors(execution, turn);
      if (turn.standing.state === 'WAITING') await this.store.insertWaiting(used, turn);
      else this.records.keep(used, turn);
      this.writer.tell(execution, turn);
      return { answer: turn.answer };
    } finally {
      this.outcomes.left(execution);
      this.running.ended(execution);
      this.activity.turnEnded(flowId);
    }
  }

  private async runOnce(
    execution: ExecutionIdentity,
    runnable: Runnable,
    request: StartRequest,
    { key, fingerprint }: NonNullable<StartRequest['once']>,
  ): Promise<{ answer: TurnAnswer } | Refused> {
    const askedAtMs = this.clock.monotonicMs();
    const claimed = await this.store.claimStart(execution, key, fingerprint);
    if (!('claim' in claimed)) return claimed;
    if (claimed.execution === execution) this.activity.started(execution.flowId);
    return { answer: await this.kept.run(claimed, askedAtMs, (guard) => this.begin(claimed.execution, runnable, request, guard)) };
  }

  private async begin(
    execution: ExecutionIdentity,
    runnable: Runnable,
    { contact }: StartRequest,
    guard: Pick<Journey, 'beforeRequest'> = {},
  ): Promise<TurnDraft> {
    if ('refusal' in runnable) return { rest: { kind: 'ended', outcome: { type: 'FAILED', ...runnable.refusal } } };
    const { organizationId, flowId, versionNumber, label, interactionId, executionId } = execution;
    const passage = this.runner.passageThrough(runnable.graph);
    try {
      const run = startRun(runnable.graph, { ...contact, interactionId, organizationId, flowId, versionNumber, label });
      const journey = { run, passage, sender: { organizationId, executionId }, ...guard };
      const begun = advance(run, this.runner.momentOf(passage));
      this.runner.countRefusal('start', begun);
      const rest = await this.runner.drive(journey, begun);
      return { run, rest, moreConnectorIds: passage.beyond(execution.connectorIds) };
    } finally {
      passage.leave();
    }
  }

  private identityOf({ organizationId, flowId, label, contact }: StartRequest, runnable: Runnable): ExecutionIdentity {
    const executionId = this.identifiers.next();
    const { ani, dnis, interactionId = executionId } = contact;
    const connectorIds = 'graph' in runnable ? runnable.graph.connectorIds : [];
    const { versionNumber } = runnable;
    return {
      executionId,
      organizationId,
      flowId,
      versionNumber,
      label,
      interactionId,
      ani,
      dnis,
      connectorIds,
      startedAt: this.clock.now(),
    };
  }
}

/** @throws FlowNotFound, NothingPublished */
function runnableOf(entry: DirectoryEntry | undefined, { organizationId, label }: StartRequest): Runnable {
  if (entry?.organizationId !== organizationId) throw new FlowNotFound();
  const runnable = entry.byLabel.get(label);
  if (!runnable) throw new NothingPublished(label);
  return runnable;
}
