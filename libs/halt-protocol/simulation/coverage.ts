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
  'epoch settled',
  'refused: lease.nonce-replayed',
  'refused: lease.epoch-past',
  'refused: lease.holder-left',
] as const;
type Branch = (typeof expectedBranches)[number];

export class Coverage {
  readonly counts = new Map<string, number>();

  count(what: `fault: ${Fault}` | Branch | `refused: ${string}` | `gate: ${StartRefusal}` | 'grant: historyLost'): void {
    this.counts.set(what, (this.counts.get(what) ?? 0) + 1);
  }

  add(other: Coverage): void {
    for (const [what, count] of other.counts) this.counts.set(what, (this.counts.get(what) ?? 0) + count);
  }

  missing(): string[] {
    return [...expectedFaults.map((fault) => `fault: ${fault}`), ...expectedBranches].filter((what) => !this.counts.has(what));
  }
}
