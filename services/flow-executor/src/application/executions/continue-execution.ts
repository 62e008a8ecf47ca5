import { Injectable } from '@nestjs/common';
import { DomainError } from '@patchbay/errors';
import { receive } from '../../domain/execution/advance.ts';
import type { PlatformEvent } from '../../domain/execution/platform-event.ts';
import { restoreRun } from '../../domain/execution/run-state.ts';
import { Clock, Problems } from '../ports.ts';
import { ExecutionRunner, type Journey } from './execution-runner.ts';
import { KeptTurns } from './kept-turns.ts';
import { type Claim, type EventClaim, ExecutionStore, type Refused, type TurnAnswer } from './ports.ts';
import { ExecutionEnded, ExecutionNotFound } from './refusals.ts';
import type { TurnDraft } from './turn-writer.ts';
import { VersionGraphs } from './version-graphs.ts';

export interface PostedEvent {
  organizationId: string;
  executionId: string;
  eventId: string;
  event: PlatformEvent;
  /** Of the event, as it was posted. */
  fingerprint: string;
}

type Claimed = Extract<EventClaim, { claim: unknown }>;

/** Goes on with a waiting execution, on whichever replica the platform posts the event to, once for each event. */
@Injectable()
export class ContinueExecution {
  constructor(
    private readonly store: ExecutionStore,
    private readonly versions: VersionGraphs,
    private readonly runner: ExecutionRunner,
    private readonly kept: KeptTurns,
    private readonly problems: Problems,
    private readonly clock: Clock,
  ) {}

  /** @throws ExecutionNotFound, ExecutionEnded, UnexpectedEvent, ClaimLost */
  async run(posted: PostedEvent): Promise<{ answer: TurnAnswer } | Refused> {
    const { organizationId, executionId, eventId, event, fingerprint } = posted;
    const askedAtMs = this.clock.monotonicMs();
    const claimed = await this.store.claimEvent(organizationId, executionId, { eventId, type: event.type, fingerprint });
    if ('claim' in claimed) return { answer: await this.turn(claimed, askedAtMs, event) };
    if ('answer' in claimed) return claimed;
    if (claimed.refused === 'not-found') throw new ExecutionNotFound();
    if (claimed.refused === 'ended') throw new ExecutionEnded(claimed.outcome);
    return { refused: claimed.refused };
  }

  private async turn(claimed: Claimed, askedAtMs: number, event: PlatformEvent): Promise<TurnAnswer> {
    let isUnderWay = false;
    try {
      return await this.kept.run(claimed, askedAtMs, (guard) =>
        this.goOn(claimed, event, guard, () => {
          isUnderWay = true;
        }),
      );
    } catch (error) {
      // Nothing has happened yet: as if the event had not come.
      if (error instanceof DomainError && !isUnderWay) await this.giveBack(claimed.claim);
      throw error;
    }
  }

  /** Where this fails too the claim ends by itself, and the refusal is what the platform is to hear. */
  private async giveBack(claim: Claim): Promise<void> {
    try {
      await this.store.giveBack(claim);
    } catch (error) {
      this.problems.report('a claim was not given back', error);
    }
  }

  private async goOn(
    { execution, saved }: Claimed,
    event: PlatformEvent,
    guard: Pick<Journey, 'beforeRequest'>,
    onReceived: () => void,
  ): Promise<TurnDraft> {
    const { organizationId, executionId } = execution;
    const graphs = await this.versions.ofState(organizationId, saved);
    if ('refusal' in graphs) return { rest: { kind: 'ended', outcome: { type: 'FAILED', ...graphs.refusal } } };
    const run = restoreRun(graphs.graphOf, saved);
    const passage = this.runner.passageThrough(run.rootInstance.graph, graphs.all);
    try {
      const effect = receive(run, this.runner.momentOf(passage), event);
      onReceived();
      this.runner.countRefusal('event', effect);
      const rest = await this.runner.drive({ run, passage, sender: { organizationId, executionId }, ...guard }, effect);
      return { run, rest, moreConnectorIds: passage.beyond(execution.connectorIds) };
    } finally {
      passage.leave();
    }
  }
}
