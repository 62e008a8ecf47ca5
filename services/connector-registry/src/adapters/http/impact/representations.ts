import type { ImpactPreview } from '@patchbay/contracts';
import type { z } from 'zod';
import type { Impact } from '../../../domain/impact/impact.ts';
import type { LiveImpact } from '../../../domain/impact/live-impact.ts';
import { referenceOf } from '../representations.ts';

type Wire = z.input<typeof ImpactPreview>;

/** What the ETag covers; also what a refused deletion shows. */
export function impactOf({ connector, referenceCount, references, impactedFlows, withoutFallback }: Impact): Omit<Wire, 'live'> {
  return { connector, referenceCount, references: references.map(referenceOf), impactedFlows, withoutFallback };
}

export function liveOf({ at, quietestWindow, outstandingTokens, profile, ...live }: LiveImpact, boundMs: number): Wire['live'] {
  const { from, to, calls } = quietestWindow;
  return {
    ...live,
    at: at.toISOString(),
    profile: profile.map((hour) => ({ ...hour })),
    quietestWindow: { from: from.toISOString(), to: to.toISOString(), expectedCalls: calls },
    outstandingTokens: outstandingTokens ?? null,
    haltBound: { ms: boundMs },
  };
}
