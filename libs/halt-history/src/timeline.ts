import { HistoryIncomplete } from './history-incomplete.ts';
import type { Change } from './records.ts';

/** The versions of one connector in the order of their commits. */
export class Timeline {
  readonly changes: readonly Change[];
  /** No version was given twice: where one stands follows from its number. */
  private readonly isPlain: boolean;

  /** @throws HistoryIncomplete */
  constructor(changes: readonly Change[]) {
    this.changes = changes;
    this.isPlain = changes.every(({ lostAt }) => lostAt === undefined);
    if (this.isPlain) requireEachVersion(changes);
  }

  /** @throws HistoryIncomplete */
  static ofEach(changes: Iterable<Change>): Map<string, Timeline> {
    const grouped = Map.groupBy(changes, ({ connectorId }) => connectorId);
    return new Map([...grouped].map(([connectorId, ofOne]) => [connectorId, new Timeline(ofOne)]));
  }

  /** Changes that replaced a version on which calls could start. */
  get endings(): readonly Change[] {
    return this.changes.filter((_, order) => this.changes[order - 1]?.state === 'ACTIVE');
  }

  /** Of a version that was lost and given again, the one that was there at that time. @returns its order; -1 when there is none */
  find(version: number, at: number): number {
    const { changes } = this;
    if (this.isPlain) return changes[0] ? version - changes[0].version : -1;
    const then = changes.findLastIndex((change) => change.version === version && change.committedAt <= at);
    return then >= 0 ? then : changes.findIndex((change) => change.version === version);
  }
}

function requireEachVersion(changes: readonly Change[]): void {
  let before: Change | undefined;
  for (const change of changes) {
    if (before && change.version !== before.version + 1) throw new HistoryIncomplete(change.connectorId, before.version, change.version);
    before = change;
  }
}
