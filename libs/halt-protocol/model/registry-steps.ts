import type { LeaseRow } from '../src/index.ts';
import { horizon, type ModelState, type Scale } from './model-state.ts';
import type { Rules } from './rules.ts';
import type { Steps } from './steps.ts';

const haltSeq = 2;
const scope = { organizationId: 'o', staleGraceMs: 0 };

const rowOf = (acknowledged: boolean): LeaseRow => ({
  instanceId: 'h',
  kind: 'flow-executor',
  organizationId: null,
  epoch: 1,
  appliedSeq: acknowledged ? haltSeq : 1,
  nonce: 1,
  leaseMs: 0,
  expiresAtMs: 0,
  left: false,
});
const [notAcknowledged, acknowledged] = [rowOf(false), rowOf(true)];

/** R4: the commit and the wait set, one after the other; and a later reactivation (R10), which may come while the halt still goes on. */
export function changeSteps(state: ModelState, rules: Rules, steps: Steps): void {
  const next = state.haltSteps === 2 ? undefined : rules.haltOrder[state.haltSteps];
  if (next === 'commit v2')
    steps.always(next, (to) => {
      to.version = 2;
      to.sinceCommit = 0;
      to.haltSteps++;
    });
  if (next === 'read wait set')
    steps.always(next, (to) => {
      to.waitedFor = state.leaseRows.map((exists) => exists && rules.waitSet([notAcknowledged], scope, 0).length > 0);
      to.haltSteps++;
    });
  if (next === undefined && state.version === 2)
    steps.always('commit v3', (to) => {
      to.version = 3;
    });
}

/** The rows of leases are written without waiting for a standby, so a failover may lose them. */
export function failoverSteps(state: ModelState, steps: Steps): void {
  if (state.hasFailedOver) return;
  steps.always('failover loses the lease rows', (to) => {
    to.hasFailedOver = true;
    to.sinceFailover = 0;
    to.leaseRows.fill(false);
  });
}

/** R6: with what it read of the connector's version before a v3, which is the harder case. */
export function reportSteps(state: ModelState, rules: Rules, scale: Scale, steps: Steps): void {
  if (state.haltSteps !== 2 || state.hasReported) return;
  const members = state.waitedFor.flatMap((waits, index) => (waits ? [rowAt(state, index)] : []));
  const { state: verdict } = rules.report(
    { halt: { version: 2, seq: haltSeq, staleGraceMs: 0 }, currentVersion: 2, members },
    {
      terms: { leaseMs: scale.lease, guardMs: rules.guard },
      nowMs: 0,
      sinceMs: -state.sinceCommit,
      epochWatch: { epoch: 1, sinceMs: -state.sinceFailover, settled: !state.hasFailedOver },
    },
  );
  if (verdict !== 'HALTED') return;
  steps.always('report HALTED', (to) => {
    to.hasReported = true;
    to.waitedFor.fill(false);
  });
}

const rowAt = (state: ModelState, index: number): LeaseRow => (state.acknowledged[index] ? acknowledged : notAcknowledged);

export function timeStep(scale: Scale, steps: Steps): void {
  const cap = horizon(scale);
  steps.always('tick', (to) => {
    if (to.sinceCommit >= 0) to.sinceCommit = Math.min(cap, to.sinceCommit + 1);
    to.sinceFailover = Math.min(cap, to.sinceFailover + 1);
    for (const holder of to.holders) {
      holder.leaseLeft = Math.max(0, holder.leaseLeft - 1);
      for (const renewal of holder.renewals) renewal.age = Math.min(cap, renewal.age + 1);
    }
  });
}
