import type { StartRefusal } from '../src/index.ts';

/** What has to have happened in a run, else it proves less than it says. */
const expectedFaults = [
  'message dropped',
  'message delayed',
  'message duplicated',
  'partition',
  'holder deaf',
  'holder mute',
  'holder killed',
  'holder frozen',
  'holder suspended',
  'holder drains and leaves',
  'wall clock stepped',
  'stream half open',
  'registry killed before the commit',
  'registry killed after the commit',
  'registry killed before the grant',
  'registry frozen',
  'listener lost',
  'database unavailable',
  'failover',
  'failover loses lease rows',
  'failover loses commits',
  'kafka down',
  'kafka late',
  'kafka duplicate',
  'kafka poison',
  'kafka reader stalled',
  'kafka told again',
  'three changes at once',
] as const;
export type Fault = (typeof expectedFaults)[number];

const expectedBranches = [
  'report: acked',
  'report: left',
  'report: leaseExpired',
  'report: pending',
  'report: SUPERSEDED',
  'report: HALTED early',
  'report: HALTED by expiry',
  'report: held back by quarantine',
  'halt taken over',
  'grant: changes',
  'grant: snapshot',
  'gate: STALE',
  'gate: CLOCK_JUMP',
  'gate: INACTIVE',
  'gate: DELETED',
  'gate: QUARANTINED',
  'gate: UNKNOWN',
  'gate: DRAINING',
  'served by stale grace',
  'call drained',
  'gap asked for',
  'nonce ignored',
  'joined during a halt',
  'acknowledgement of a former process',
  'epoch settled',
  'refused: lease.nonce-replayed',
  'refused: lease.epoch-past',
  'refused: lease.holder-left',
] as const;
type Branch = (typeof expectedBranches)[number];

type Counted = `fault: ${Fault}` | Branch;

/**
 * Section 7 of the halt protocol, the rows marked S that are about leases, topic and registry; by what is counted here. What is missing of 1 to 34 is
 * about references, deletions and tokens, which this world does not have: deploy/docs/failure-modes.md names the tests.
 */
export const faultRows: ReadonlyMap<number, readonly Counted[]> = new Map<number, readonly Counted[]>([
  [1, ['fault: holder killed']],
  [2, ['fault: holder frozen']],
  [4, ['fault: partition', 'report: leaseExpired']],
  [5, ['fault: holder mute', 'report: leaseExpired']],
  [6, ['fault: stream half open']],
  [7, ['fault: kafka down']],
  [8, ['fault: kafka reader stalled']],
  [9, ['fault: kafka late', 'fault: kafka duplicate']],
  [11, ['fault: kafka poison', 'gate: QUARANTINED']],
  [12, ['fault: kafka duplicate']],
  [13, ['fault: kafka told again']],
  [14, ['fault: kafka told again', 'fault: kafka late']],
  [15, ['fault: registry killed before the commit', 'fault: registry killed after the commit', 'halt taken over']],
  [19, ['fault: failover loses commits', 'gate: QUARANTINED', 'report: held back by quarantine']],
  [20, ['fault: database unavailable', 'gate: STALE']],
  [22, ['fault: wall clock stepped', 'gate: CLOCK_JUMP']],
  [23, ['fault: holder suspended', 'gate: CLOCK_JUMP']],
  [24, ['fault: holder frozen', 'gate: STALE']],
  [25, ['joined during a halt']],
  [26, ['fault: holder killed', 'acknowledgement of a former process']],
  [27, ['fault: three changes at once', 'report: SUPERSEDED']],
]);

export class Coverage {
  readonly counts = new Map<string, number>();

  count(what: `fault: ${Fault}` | Branch | `refused: ${string}` | `gate: ${StartRefusal}` | 'grant: historyLost'): void {
    this.counts.set(what, (this.counts.get(what) ?? 0) + 1);
  }

  add(other: Coverage): void {
    for (const [what, count] of other.counts) this.counts.set(what, (this.counts.get(what) ?? 0) + count);
  }

  /** Of the table of faults: what stands for the row has all happened. */
  rows(): { row: number; isCovered: boolean; by: readonly string[] }[] {
    return [...faultRows].map(([row, by]) => ({ row, by, isCovered: by.every((what) => this.counts.has(what)) }));
  }

  missing(): string[] {
    return [...expectedFaults.map((fault) => `fault: ${fault}`), ...expectedBranches].filter((what) => !this.counts.has(what));
  }
}
