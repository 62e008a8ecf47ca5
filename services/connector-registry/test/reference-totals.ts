import { createHash } from 'node:crypto';
import type { ReferenceTotals } from '../src/domain/impact/impact.ts';
import type { Reference } from '../src/domain/reference.ts';

/** What references come to, by looking at every one. The digest is that of the in-memory registry: only equality counts. */
export function totalsOf(references: readonly Reference[]): ReferenceTotals {
  const live = references.filter(({ labels }) => labels.includes('Live'));
  const flows = (of: readonly Reference[]) => new Set(of.map(({ flowId }) => flowId)).size;
  return {
    referenceCount: references.length,
    impactedFlows: flows(live),
    withoutFallback: flows(live.filter(({ hasFallback }) => !hasFallback)),
    digest: createHash('sha256').update(JSON.stringify(references)).digest('hex'),
  };
}
