import { type Change, judgeStart, type StartBreach } from '@patchbay/halt-history';
import { type ConnectorRecord, driftBound, type LeaseTerms } from '../src/index.ts';

/** A committed version. Versions may be given twice, when a failover loses history; commits may not. */
export interface Commit extends Omit<Change, 'boundMs'> {
  readonly staleGraceMs: number;
  haltedAt: number | undefined;
  lostAt: number | undefined;
}

/** What a holder acts on: the record, and which commit it came from. */
export interface TracedRecord extends ConnectorRecord {
  readonly commit: Commit;
}

export class InvariantBroken extends Error {
  constructor(invariant: string, what: string) {
    super(`${invariant} broken: ${what}`);
  }
}

/** The arithmetic of floating point times. */
const toleranceMs = 0.01;

/** Sees everything in true time, and judges it by the rules that real logs are judged by. */
export class History {
  starts = 0;
  refusals = 0;
  private readonly commits = new Map<string, Commit[]>();
  private readonly terms: LeaseTerms;

  constructor(terms: LeaseTerms) {
    this.terms = terms;
  }

  commit(commit: Commit): void {
    this.commits.set(commit.connectorId, [...(this.commits.get(commit.connectorId) ?? []), commit]);
  }

  report(commit: Commit, at: number): void {
    commit.haltedAt = at;
  }

  /** Everything that was committed after `from`: no promise is left of it. */
  lose(from: number, now: number): void {
    for (const commit of [...this.commits.values()].flat()) {
      if (commit.committedAt > from) commit.lostAt ??= now;
      if ((commit.haltedAt ?? 0) > from) commit.haltedAt = undefined;
    }
  }

  /** @throws InvariantBroken */
  start(holder: string, { commit }: TracedRecord, now: number): void {
    this.starts++;
    const ofConnector = this.commits.get(commit.connectorId) ?? [];
    const later = ofConnector.slice(ofConnector.indexOf(commit) + 1);
    // Without the guard, which is there for the registry's clock alone.
    const boundMs = ({ staleGraceMs }: Commit): number => this.terms.leaseMs * (1 + driftBound) + staleGraceMs;
    const [breach] = judgeStart({ at: now, version: commit, later }, boundMs, toleranceMs);
    if (breach) throw broken(holder, commit, breach);
  }
}

function broken(holder: string, { connectorId, version, state }: Commit, breach: StartBreach<Commit>): InvariantBroken {
  const start = `${holder} starts a call on ${connectorId} v${version}`;
  switch (breach.kind) {
    case 'NOT_ACTIVE':
      return new InvariantBroken('I1', `${start}, which is ${state}`);
    case 'BEYOND_BOUND':
      return new InvariantBroken('I1', `${start} ${Math.round(breach.lateMs)} ms beyond the bound`);
    case 'AFTER_HALTED':
      return new InvariantBroken('I2', `${start}, and v${breach.halt.version} was reported halted ${breach.lateMs} ms before`);
  }
}
