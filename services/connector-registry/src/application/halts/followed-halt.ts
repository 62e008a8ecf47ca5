import { type EpochWatch, type HaltReport, haltBoundMs, type LeaseTerms, reportHalt, waitSet } from '@patchbay/halt-protocol';
import { type HaltReceipt, receiptOf } from '../../domain/halt-receipt.ts';
import type { Holding } from '../holders/ports.ts';
import type { HaltSight, OpenHalt } from './ports.ts';

interface Reporter {
  terms: LeaseTerms;
  /** By the monotonic clock, after `sight` was read. */
  nowMs: number;
  epochWatch: EpochWatch;
}

/** One halt as one replica sees it: whom it waits for, and since when, by its own clock. */
export class FollowedHalt {
  private readonly sinceMs: number;
  private readonly members: Map<string, Holding>;
  private readonly ackedAfterMs = new Map<string, number>();
  private last: { receipt: HaltReceipt; guaranteedByMs: number } | undefined;

  /** R4, R6: the halt was seen committed, so both wait set and wait begin after its commit, at whatever replica. */
  constructor({ organizationId, staleGraceMs }: OpenHalt, { leases, nowMs: databaseNowMs }: HaltSight, nowMs: number) {
    this.sinceMs = nowMs;
    const rows = waitSet(leases, { organizationId, staleGraceMs }, databaseNowMs).map(({ instanceId }) => instanceId);
    this.members = new Map(leases.filter(({ instanceId }) => rows.includes(instanceId)).map((row) => [row.instanceId, row]));
  }

  get receipt(): HaltReceipt | undefined {
    return this.last?.receipt;
  }

  /** By the monotonic clock. */
  get guaranteedByMs(): number | undefined {
    return this.last?.guaranteedByMs;
  }

  get waitedFor(): readonly Holding[] {
    return [...this.members.values()];
  }

  evaluate(halt: OpenHalt, { leases }: HaltSight, reporter: Reporter): HaltReceipt {
    // A row that is gone had ended long before: it is reported as it was last seen.
    for (const row of leases) if (this.members.has(row.instanceId)) this.members.set(row.instanceId, row);
    const { sinceMs } = this;
    const report = reportHalt({ halt, currentVersion: halt.currentVersion, members: this.waitedFor }, { ...reporter, sinceMs });
    // A replica that has taken it over has not seen all of it.
    const elapsedMs = Math.max(0, Math.round(Math.max(reporter.nowMs - sinceMs, halt.begunAgoMs)));
    this.noteAcknowledgements(report, elapsedMs);
    const boundMs = haltBoundMs(reporter.terms, halt.staleGraceMs);
    const receipt = receiptOf(report, { elapsedMs, boundMs, ackedAfterMs: this.ackedAfterMs, nowMs: reporter.nowMs });
    this.last = { receipt, guaranteedByMs: report.guaranteedByMs };
    return receipt;
  }

  private noteAcknowledgements({ holders }: HaltReport, elapsedMs: number): void {
    for (const { instanceId, outcome } of holders) {
      if (outcome === 'acked' && !this.ackedAfterMs.has(instanceId)) this.ackedAfterMs.set(instanceId, elapsedMs);
    }
  }
}
