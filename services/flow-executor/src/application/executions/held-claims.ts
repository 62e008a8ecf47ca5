import { Injectable } from '@nestjs/common';
import { Clock } from '../ports.ts';
import { type Claim, ExecutionStore } from './ports.ts';

/** How long a claim lasts, and a part of it in which it is not trusted any more. */
export class ClaimTerm {
  constructor(readonly ms: number) {}

  get safeMs(): number {
    return this.ms * 0.9;
  }
}

/** A claim as its process sees it: counted from before it was asked for, on a clock that nobody sets. */
export class HeldClaim {
  private safeUntilMs: number;

  constructor(
    readonly claim: Claim,
    private readonly term: ClaimTerm,
    private readonly clock: Pick<Clock, 'monotonicMs'>,
    askedAtMs: number,
  ) {
    this.safeUntilMs = askedAtMs + term.safeMs;
  }

  get isHeld(): boolean {
    return this.clock.monotonicMs() < this.safeUntilMs;
  }

  renewed(askedAtMs: number): void {
    this.safeUntilMs = askedAtMs + this.term.safeMs;
  }

  lose(): void {
    this.safeUntilMs = Number.NEGATIVE_INFINITY;
  }
}

/** The executions that this process runs under a claim: it renews them while they run. */
@Injectable()
export class HeldClaims {
  private readonly held = new Set<HeldClaim>();

  constructor(
    private readonly store: ExecutionStore,
    private readonly clock: Clock,
    private readonly term: ClaimTerm,
  ) {}

  hold(claim: Claim, askedAtMs: number): HeldClaim {
    const held = new HeldClaim(claim, this.term, this.clock, askedAtMs);
    this.held.add(held);
    return held;
  }

  release(held: HeldClaim): void {
    this.held.delete(held);
  }

  async renew(): Promise<void> {
    const claims = [...this.held];
    if (claims.length === 0) return;
    const askedAtMs = this.clock.monotonicMs();
    const renewed = await this.store.renew(claims.map(({ claim }) => claim));
    for (const held of claims) {
      if (renewed.has(held.claim.claimId)) held.renewed(askedAtMs);
      else held.lose();
    }
  }
}
