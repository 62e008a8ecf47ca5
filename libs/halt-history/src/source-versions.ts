import type { Call } from './records.ts';

interface Use {
  readonly order: number;
  firstAt: number;
  last: Call;
}

/** A version that a source used again after a later one. */
interface WentBack {
  readonly call: Call;
  readonly lateMs: number;
  readonly laterOrder: number;
}

/**
 * When one source used which version of one connector: the first and the last time of each, so that the lines of a log may come in any order and
 * their number does not matter.
 */
export class SourceVersions {
  private readonly uses = new Map<number, Use>();

  /** @param order of the version among those of the connector, in the order of their commits */
  note(order: number, call: Call): void {
    const use = this.uses.get(order);
    if (!use) {
      this.uses.set(order, { order, firstAt: call.at, last: call });
      return;
    }
    use.firstAt = Math.min(use.firstAt, call.at);
    if (call.at > use.last.at) use.last = call;
  }

  /** I3, once for each version. */
  wentBack(toleranceMs: number): WentBack[] {
    const found: WentBack[] = [];
    let later: Use | undefined;
    for (const use of [...this.uses.values()].toSorted((a, b) => b.order - a.order)) {
      if (later && use.last.at - later.firstAt > toleranceMs) {
        found.push({ call: use.last, lateMs: use.last.at - later.firstAt, laterOrder: later.order });
      }
      if (!later || use.firstAt < later.firstAt) later = use;
    }
    return found;
  }
}
