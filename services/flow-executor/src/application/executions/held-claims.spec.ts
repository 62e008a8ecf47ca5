import { FixedClock } from '@patchbay/testing';
import { ClaimTerm, HeldClaims } from './held-claims.ts';
import type { ExecutionStore } from './ports.ts';

const claim = { claimId: 'claim-1', executionId: 'execution-1', turn: 2 };

function open(renewed: () => string[] = () => [claim.claimId]) {
  const clock = new FixedClock();
  const asked: string[][] = [];
  const store: Pick<ExecutionStore, 'renew'> = {
    renew: async (claims) => {
      asked.push(claims.map(({ claimId }) => claimId));
      clock.advance(100);
      return new Set(renewed());
    },
  };
  const claims = new HeldClaims(
    store as ExecutionStore,
    { now: () => clock.now(), monotonicMs: () => clock.monotonicMs() },
    new ClaimTerm(10_000),
  );
  return { clock, asked, claims };
}

describe('a held claim', () => {
  it('is trusted for less than it lasts, counted from before it was asked for', () => {
    const { clock, claims } = open();
    const askedAtMs = clock.monotonicMs();
    clock.advance(1_000);
    const held = claims.hold(claim, askedAtMs);
    clock.advance(7_999);
    expect(held.isHeld).toBe(true);
    clock.advance(1);
    expect(held.isHeld).toBe(false);
  });

  it('goes on when it is renewed, counted from before that was asked for', async () => {
    const { clock, claims } = open();
    const held = claims.hold(claim, clock.monotonicMs());
    clock.advance(5_000);
    await claims.renew();
    clock.advance(8_899);
    expect(held.isHeld).toBe(true);
    clock.advance(1);
    expect(held.isHeld).toBe(false);
  });

  it('is over at once when somebody else has it', async () => {
    const { clock, claims } = open(() => []);
    const held = claims.hold(claim, clock.monotonicMs());
    await claims.renew();
    expect(held.isHeld).toBe(false);
  });

  it('is renewed no more once it is released', async () => {
    const { clock, claims, asked } = open();
    claims.release(claims.hold(claim, clock.monotonicMs()));
    await claims.renew();
    expect(asked).toEqual([]);
  });
});
