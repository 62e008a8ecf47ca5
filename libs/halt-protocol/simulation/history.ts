import { type ConnectorRecord, driftBound, type LeaseTerms } from '../src/index.ts';

/** A committed version. Versions may be given twice, when a failover loses history; commits may not. */
export interface Commit {
  readonly connectorId: string;
  readonly version: number;
  readonly state: ConnectorRecord['state'];
  readonly at: number;
  readonly staleGraceMs: number;
  /** When a failover lost it. */
  lostAt: number | undefined;
}

/** What a holder acts on: the record, and which commit it came from. */
export interface TracedRecord extends ConnectorRecord {
  readonly commit: Commit;
}

interface Reported {
  commit: Commit;
  at: number;
}

export class InvariantBroken extends Error {
  constructor(invariant: string, what: string) {
    super(`${invariant} broken: ${what}`);
  }
}

/** The arithmetic of floating point times. */
const toleranceMs = 0.01;

/** Sees everything in true time, and judges it by the registry's history. */
export class History {
  starts = 0;
  refusals = 0;
  private readonly commits = new Map<string, Commit[]>();
  private readonly reported = new Map<string, Reported[]>();
  private readonly terms: LeaseTerms;

  constructor(terms: LeaseTerms) {
    this.terms = terms;
  }

  commit(commit: Commit): void {
    this.commits.set(commit.connectorId, [...(this.commits.get(commit.connectorId) ?? []), commit]);
  }

  report(commit: Commit, at: number): void {
    this.reported.set(commit.connectorId, [...(this.reported.get(commit.connectorId) ?? []), { commit, at }]);
  }

  /** Everything that was committed after `from`: no promise is left of it. */
  lose(from: number, now: number): void {
    for (const commits of this.commits.values()) for (const commit of commits) if (commit.at > from) commit.lostAt ??= now;
    for (const [connectorId, reports] of this.reported) {
      this.reported.set(
        connectorId,
        reports.filter(({ at }) => at <= from),
      );
    }
  }

  /** @throws InvariantBroken */
  start(holder: string, { commit, version, connectorId }: TracedRecord, now: number): void {
    this.starts++;
    if (commit.state !== 'ACTIVE')
      throw new InvariantBroken('I1', `${holder} starts a call on ${connectorId} v${version}, which is ${commit.state}`);
    this.checkBound(holder, commit, now);
    for (const { commit: halt, at } of this.reported.get(connectorId) ?? []) {
      if (halt.at > commit.at)
        throw new InvariantBroken(
          'I2',
          `${holder} starts a call on ${connectorId} v${version}, and v${halt.version} was reported halted ${now - at} ms before`,
        );
    }
  }

  /** I1: counted from when a later version was committed, or its own was lost. */
  private checkBound(holder: string, commit: Commit, now: number): void {
    const next = (this.commits.get(commit.connectorId) ?? []).find((other) => other.at > commit.at && other.lostAt === undefined);
    const since = Math.min(next?.at ?? Number.POSITIVE_INFINITY, commit.lostAt ?? Number.POSITIVE_INFINITY);
    const bound = since + this.terms.leaseMs * (1 + driftBound) + commit.staleGraceMs + toleranceMs;
    if (now <= bound) return;
    const late = Math.round(now - bound);
    throw new InvariantBroken('I1', `${holder} starts a call on ${commit.connectorId} v${commit.version} ${late} ms beyond the bound`);
  }
}
