import { Injectable } from '@nestjs/common';
import { executorLost } from '../../domain/execution/closing.ts';
import type { OutboundRequest } from '../../domain/request/outbound-request.ts';
import { Clock } from '../ports.ts';
import type { Journey } from './execution-runner.ts';
import { type HeldClaim, HeldClaims } from './held-claims.ts';
import { type Claim, type ExecutionIdentity, ExecutionStore, FlowActivity, type TurnAnswer } from './ports.ts';
import { ClaimLost } from './refusals.ts';
import { type TurnDraft, TurnWriter } from './turn-writer.ts';

interface Claimed {
  claim: Claim;
  execution: ExecutionIdentity;
  /** The process before sent something, or was about to, that must not be sent twice. */
  mayHaveWritten: boolean;
}

const harmless = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Turns of executions that are kept: run under a claim, so that no two processes are at one execution, and saved as a whole or not at all.
 * When the process dies, the next one runs the turn again from where the execution was saved. What only reads is sent again then; where
 * something may have been written, the execution ends as unknown instead.
 */
@Injectable()
export class KeptTurns {
  constructor(
    private readonly claims: HeldClaims,
    private readonly store: ExecutionStore,
    private readonly writer: TurnWriter,
    private readonly activity: FlowActivity,
    private readonly clock: Clock,
  ) {}

  /** @throws ClaimLost */
  async run(
    { claim, execution, mayHaveWritten }: Claimed,
    askedAtMs: number,
    begin: (guard: Pick<Journey, 'beforeRequest'>) => Promise<TurnDraft>,
  ): Promise<TurnAnswer> {
    const held = this.claims.hold(claim, askedAtMs);
    this.activity.turnBegan(execution.flowId);
    try {
      const begunMs = this.clock.monotonicMs();
      const turn = this.writer.write(execution, mayHaveWritten ? lost : await begin(this.guardOf(held)), begunMs);
      if (!(await this.store.save(claim, turn))) throw new ClaimLost();
      this.writer.tell(execution, turn);
      return turn.answer;
    } finally {
      this.claims.release(held);
      this.activity.turnEnded(execution.flowId);
    }
  }

  private guardOf(held: HeldClaim): Pick<Journey, 'beforeRequest'> {
    let isNoted = false;
    const beforeRequest = async ({ method }: OutboundRequest): Promise<void> => {
      if (!harmless.has(method) && !isNoted) {
        isNoted = true;
        if (!(await this.store.noteWriting(held.claim))) throw new ClaimLost();
      }
      if (!held.isHeld) throw new ClaimLost();
    };
    return { beforeRequest };
  }
}

const lost: TurnDraft = { rest: { kind: 'ended', outcome: executorLost } };
