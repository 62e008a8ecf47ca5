import { pathMatcher } from './path-pattern.ts';

/** One request as it arrived at the Contact Center API. The nulls are filled in while it is being served. */
export interface Call {
  readonly sequence: number;
  /** Milliseconds since the epoch with a fraction; never goes back from one call to the next. */
  readonly arrivedAt: number;
  readonly method: string;
  readonly path: string;
  readonly tokenFingerprint: string | null;
  readonly connectorId: string | null;
  readonly connectorVersion: string | null;
  readonly executionId: string | null;
  organizationId: string | null;
  clientId: string | null;
  /** Of the answer; `null` as long as none was sent. */
  status: number | null;
  /** The caller went away, or was cut off, before the answer was complete. */
  aborted: boolean;
}

export type Arrival = Pick<Call, 'method' | 'path' | 'tokenFingerprint' | 'connectorId' | 'connectorVersion' | 'executionId'>;

export interface CallFilter {
  /** Only calls that arrived at this time or later, in milliseconds since the epoch. */
  readonly since?: number | undefined;
  readonly path?: string | undefined;
}

/** The last `capacity` calls, in order of arrival. */
export class CallLog {
  private readonly ring: (Call | undefined)[];
  private nextSequence = 0;
  private oldestSequence = 0;

  constructor(
    private readonly now: () => number,
    private readonly capacity = 100_000,
  ) {
    this.ring = new Array<Call | undefined>(capacity).fill(undefined);
  }

  record(arrival: Arrival): Call {
    const sequence = this.nextSequence++;
    const call: Call = { ...arrival, sequence, arrivedAt: this.now(), organizationId: null, clientId: null, status: null, aborted: false };
    this.ring[sequence % this.capacity] = call;
    this.oldestSequence = Math.max(this.oldestSequence, this.nextSequence - this.capacity);
    return call;
  }

  /** From `fromSequence` on; `nextSequence` is where the next page begins, `undefined` after the last. */
  list(filter: CallFilter, fromSequence: number, pageSize: number): { items: Call[]; nextSequence: number | undefined } {
    const items: Call[] = [];
    for (const call of this.matching(filter, fromSequence)) {
      if (items.length === pageSize) return { items, nextSequence: call.sequence };
      items.push(call);
    }
    return { items, nextSequence: undefined };
  }

  summarize(filter: CallFilter): { count: number; lastArrivedAt: number | null } {
    let count = 0;
    let lastArrivedAt: number | null = null;
    for (const call of this.matching(filter, 0)) {
      count++;
      lastArrivedAt = call.arrivedAt;
    }
    return { count, lastArrivedAt };
  }

  clear(): void {
    this.ring.fill(undefined);
    this.oldestSequence = this.nextSequence;
  }

  private *matching({ since = 0, path = '*' }: CallFilter, fromSequence: number): Generator<Call> {
    const matches = pathMatcher(path);
    for (let sequence = Math.max(fromSequence, this.firstSince(since)); sequence < this.nextSequence; sequence++) {
      const call = this.ring[sequence % this.capacity];
      if (call && matches(call.path)) yield call;
    }
  }

  private firstSince(since: number): number {
    let low = this.oldestSequence;
    let high = this.nextSequence;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const call = this.ring[middle % this.capacity];
      if (call && call.arrivedAt >= since) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}
