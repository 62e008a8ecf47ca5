import type { Call, Change } from './records.ts';
import { judgeStart } from './rules.ts';
import { SourceVersions } from './source-versions.ts';
import { Timeline } from './timeline.ts';
import { type Violation, type ViolationKind, violation } from './violation.ts';

export interface CheckOptions {
  /** How far the clocks of two hosts may be apart; default 0. A start within it counts as allowed. */
  readonly clockErrorMs?: number;
  /** Of changes that do not say theirs; without it, I1 is not checked for them. */
  readonly boundMs?: number | undefined;
  /** Told of each violation as it is found; the verdict keeps the first hundred. */
  readonly onViolation?: (violation: Violation) => void;
}

export interface Verdict {
  readonly holds: boolean;
  readonly calls: number;
  readonly connectors: number;
  readonly changes: number;
  /** Changes that were reported halted. */
  readonly halts: number;
  /** Changes that ended the use of a version, and say nothing of a bound. */
  readonly withoutBound: number;
  readonly violations: number;
  readonly violationsByKind: Readonly<Partial<Record<ViolationKind, number>>>;
  /** The first hundred. */
  readonly examples: readonly Violation[];
  /** Beyond what was allowed; 0 where nothing was late. */
  readonly worstLatenessMs: number;
  /** How long after the commit of the version that replaced its own a call has started: what the bound is there for. */
  readonly longestAfterCommitMs: number;
}

const mostExamples = 100;

/** Holds calls, one after the other and in any order, against a history that is complete. Remembers as much as there are versions, however many calls there are. */
export class HistoryChecker {
  private readonly timelines: ReadonlyMap<string, Timeline>;
  private readonly sources = new Map<string, SourceVersions>();
  private readonly options: CheckOptions;
  private readonly counts = new Map<ViolationKind, number>();
  private readonly examples: Violation[] = [];
  private calls = 0;
  private worstLatenessMs = 0;
  private longestAfterCommitMs = 0;

  /** @throws HistoryIncomplete */
  constructor(changes: Iterable<Change>, options: CheckOptions = {}) {
    this.options = options;
    this.timelines = Timeline.ofEach(changes);
  }

  see(seen: Call): void {
    this.calls++;
    // The registry's times are whole milliseconds, rounded down: what is in the same one is not later.
    const call = { ...seen, at: Math.floor(seen.at) };
    const timeline = this.timelines.get(call.connectorId);
    const order = timeline?.find(call.connectorVersion, call.at + this.clockErrorMs) ?? -1;
    const version = timeline?.changes[order];
    if (timeline && version) this.judge(call, order, version, timeline);
    else this.break(timeline ? 'VERSION_UNKNOWN' : 'CONNECTOR_UNKNOWN', call);
    if (version) this.noteSource(call, order);
  }

  verdict(): Verdict {
    this.judgeSources();
    const timelines = [...this.timelines.values()];
    const changes = timelines.flatMap((timeline) => timeline.changes);
    const violations = [...this.counts.values()].reduce((sum, count) => sum + count, 0);
    return {
      holds: violations === 0,
      calls: this.calls,
      connectors: timelines.length,
      changes: changes.length,
      halts: changes.filter(({ haltedAt }) => haltedAt !== undefined).length,
      withoutBound: timelines.flatMap((timeline) => timeline.endings).filter((change) => this.boundOf(change) === undefined).length,
      violations,
      violationsByKind: Object.fromEntries(this.counts),
      examples: this.examples,
      worstLatenessMs: this.worstLatenessMs,
      longestAfterCommitMs: this.longestAfterCommitMs,
    };
  }

  private get clockErrorMs(): number {
    return this.options.clockErrorMs ?? 0;
  }

  private judge(call: Call, order: number, version: Change, timeline: Timeline): void {
    const earlyMs = version.committedAt - call.at;
    if (earlyMs > this.clockErrorMs) this.break('BEFORE_COMMIT', call, earlyMs, version);
    const later = timeline.changes.slice(order + 1);
    for (const breach of judgeStart({ at: call.at, version, later }, (_, next) => this.boundOf(next), this.clockErrorMs)) {
      if (breach.kind === 'NOT_ACTIVE') this.break('NOT_ACTIVE', call, 0, version);
      else this.break(breach.kind, call, breach.lateMs, breach.kind === 'AFTER_HALTED' ? breach.halt : breach.next);
    }
    const [next] = later;
    if (next) this.longestAfterCommitMs = Math.max(this.longestAfterCommitMs, call.at - next.committedAt);
  }

  private boundOf(change: Change | undefined): number | undefined {
    return change?.boundMs ?? this.options.boundMs;
  }

  private noteSource(call: Call, order: number): void {
    if (call.source === undefined) return;
    const key = `${call.connectorId} ${call.source}`;
    const versions = this.sources.get(key) ?? new SourceVersions();
    this.sources.set(key, versions);
    versions.note(order, call);
  }

  private judgeSources(): void {
    for (const versions of this.sources.values()) {
      for (const { call, lateMs, laterOrder } of versions.wentBack(this.clockErrorMs)) {
        this.break('VERSION_WENT_BACK', call, lateMs, this.timelines.get(call.connectorId)?.changes[laterOrder]);
      }
    }
    this.sources.clear();
  }

  private break(kind: ViolationKind, call: Call, lateMs = 0, by?: Change): void {
    const broken = violation(kind, call, lateMs, by);
    this.counts.set(kind, (this.counts.get(kind) ?? 0) + 1);
    if (this.examples.length < mostExamples) this.examples.push(broken);
    if (kind !== 'BEFORE_COMMIT') this.worstLatenessMs = Math.max(this.worstLatenessMs, lateMs);
    this.options.onViolation?.(broken);
  }
}

/**
 * @param calls in any order
 * @param changes every version of each connector, oldest first
 * @throws HistoryIncomplete
 */
export async function verifyHistory(
  calls: Iterable<Call> | AsyncIterable<Call>,
  changes: Iterable<Change> | AsyncIterable<Change>,
  options: CheckOptions = {},
): Promise<Verdict> {
  const all: Change[] = [];
  for await (const change of changes) all.push(change);
  const checker = new HistoryChecker(all, options);
  for await (const call of calls) checker.see(call);
  return checker.verdict();
}
