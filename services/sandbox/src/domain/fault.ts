import { pathMatcher } from './path-pattern.ts';

/** What happens to a request that a fault hits, after its delay. */
export type Effect =
  | { readonly kind: 'slow' }
  | { readonly kind: 'fail'; readonly status: number }
  | { readonly kind: 'rate-limit'; readonly retryAfterSeconds: number }
  | { readonly kind: 'reset' }
  | { readonly kind: 'hang' };

export interface Fault {
  /** `*` for every method. */
  readonly method: string;
  /** Whole path; `*` stands for any run of characters. */
  readonly path: string;
  readonly delayMs: number;
  /** Stops hitting after so many requests; without it, never. */
  readonly times?: number | undefined;
  readonly effect: Effect;
}

interface Switch {
  readonly fault: Fault;
  readonly matches: (path: string) => boolean;
  hits: number;
}

/** The faults switched on, in order: the first that matches a request hits it. */
export class FaultSwitches {
  private switches: Switch[] = [];

  replace(faults: readonly Fault[]): void {
    this.switches = faults.map((fault) => ({ fault, matches: pathMatcher(fault.path), hits: 0 }));
  }

  list(): (Fault & { readonly hits: number })[] {
    return this.switches.map(({ fault, hits }) => ({ ...fault, hits }));
  }

  /** Counts as a hit. */
  hit(method: string, path: string): Fault | undefined {
    const found = this.switches.find(
      ({ fault, matches, hits }) =>
        (fault.method === '*' || fault.method === method) && matches(path) && (fault.times === undefined || hits < fault.times),
    );
    if (found) found.hits++;
    return found?.fault;
  }
}
