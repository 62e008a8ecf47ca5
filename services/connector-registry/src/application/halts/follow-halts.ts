import { Injectable } from '@nestjs/common';
import { type EpochWatch, isQuarantined, maxStaleGraceMs, watchEpoch } from '@patchbay/halt-protocol';
import { decideHalt } from '../../domain/halt.ts';
import type { HaltReceipt } from '../../domain/halt-receipt.ts';
import type { OperationId } from '../../domain/ids.ts';
import { currentStep } from '../../domain/operation.ts';
import { LeasePolicy } from '../holders/ports.ts';
import { Clock, UnitOfWork } from '../ports.ts';
import { FollowedHalt } from './followed-halt.ts';
import { HaltLedger, HaltObserver, type HaltSight, type OpenHalt } from './ports.ts';

/** How far an open halt has got, as this process sees it. */
export interface LiveHalt {
  receipt: HaltReceipt;
  guaranteedBy: Date;
}

/** Proofs that are written down at the same time. */
const writersAtOnce = 4;

/**
 * Follows every open halt, whoever began it: each replica waits by its own monotonic clock, and whichever first has the proof writes it down.
 * So a halt needs no handing over when the replica dies that has begun it, and none that wakes late can report anything untrue.
 */
@Injectable()
export class FollowHalts {
  private readonly followed = new Map<OperationId, FollowedHalt>();
  private epochWatch: EpochWatch | undefined;
  private looking: Promise<number> | undefined;

  constructor(
    private readonly ledger: HaltLedger,
    private readonly unitOfWork: UnitOfWork,
    private readonly policy: LeasePolicy,
    private readonly observer: HaltObserver,
    private readonly clock: Clock,
  ) {}

  /** @returns undefined when this process has not seen the halt yet; what is proven is told when it is written down, and not before */
  find(operationId: OperationId): LiveHalt | undefined {
    const { receipt, guaranteedByMs } = this.followed.get(operationId) ?? {};
    if (receipt?.state !== 'PROPAGATING' || guaranteedByMs === undefined) return undefined;
    return { receipt, guaranteedBy: new Date(this.clock.now().getTime() + Math.max(0, guaranteedByMs - this.clock.monotonicMs())) };
  }

  /**
   * Looks at every open halt once; those who ask at once look together.
   * @returns after how long a halt will be proven by time alone; Infinity when none is open
   * @throws what keeps it from looking, or from writing down a proof
   */
  look(): Promise<number> {
    this.looking ??= this.lookOnce().finally(() => {
      this.looking = undefined;
    });
    return this.looking;
  }

  private async lookOnce(): Promise<number> {
    const sight = await this.ledger.read();
    // Read before, noted after: what this clock measures from here on began no later than what was read.
    const nowMs = this.clock.monotonicMs();
    const epochWatch = watchEpoch(this.epochWatch, sight, nowMs);
    this.epochWatch = epochWatch;
    this.forgetDecided(sight);
    const proven = sight.halts.filter((halt) => this.evaluate(halt, sight, { nowMs, epochWatch }).receipt?.state !== 'PROPAGATING');
    await this.writeAllDown(proven);
    await this.settleEpoch(epochWatch, nowMs);
    return Math.min(...[...this.followed.values()].map(({ guaranteedByMs = nowMs }) => Math.max(0, guaranteedByMs - nowMs)));
  }

  private evaluate(halt: OpenHalt, sight: HaltSight, by: { nowMs: number; epochWatch: EpochWatch }): FollowedHalt {
    const followed = this.followed.get(halt.operationId) ?? new FollowedHalt(halt, sight, by.nowMs);
    this.followed.set(halt.operationId, followed);
    followed.evaluate(halt, sight, { terms: this.policy.terms, ...by });
    return followed;
  }

  /** Each on its own: one that cannot be written keeps no other from being told. */
  private async writeAllDown(proven: readonly OpenHalt[]): Promise<void> {
    const failures: unknown[] = [];
    const left = [...proven];
    const write = async () => {
      for (let halt = left.shift(); halt !== undefined; halt = left.shift()) {
        await this.writeDown(halt).catch((error: unknown) => failures.push(error));
      }
    };
    await Promise.all(Array.from({ length: writersAtOnce }, write));
    if (failures.length > 0) throw failures[0];
  }

  private async writeDown(halt: OpenHalt): Promise<void> {
    const followed = this.followed.get(halt.operationId);
    if (followed?.receipt === undefined) return;
    const receipt = await this.keep(halt, followed.receipt);
    this.followed.delete(halt.operationId);
    if (receipt) this.observer.decided(halt, receipt, followed.waitedFor);
  }

  /** @returns what is kept; undefined when another process was first, or there is nothing more to decide */
  private keep({ operationId, organizationId, connectorId }: OpenHalt, receipt: HaltReceipt): Promise<HaltReceipt | undefined> {
    return this.unitOfWork.run(organizationId, async ({ connectors, operations }) => {
      const connector = await connectors.getLocked(organizationId, connectorId);
      const operation = await operations.getLocked(organizationId, operationId);
      const decided = currentStep(operation) === 'halt' ? decideHalt(operation, receipt, connector.version, this.clock.now()) : undefined;
      if (decided?.receipt === undefined || decided.receipt === null) return undefined;
      if (decided.receipt.state === 'HALTED') await connectors.settleGrace(connector);
      await operations.save(decided, 0);
      return decided.receipt;
    });
  }

  private forgetDecided({ halts }: HaltSight): void {
    const open = new Set(halts.map(({ operationId }) => operationId));
    for (const operationId of this.followed.keys()) if (!open.has(operationId)) this.followed.delete(operationId);
  }

  /** R11: once waited out, it need not be waited out again by a replica that starts later. A lost version may have had the longest grace. */
  private async settleEpoch(watch: EpochWatch, nowMs: number): Promise<void> {
    if (!watch.settled && !isQuarantined(watch, this.policy.terms, maxStaleGraceMs, nowMs)) await this.ledger.settle(watch.epoch);
  }
}
