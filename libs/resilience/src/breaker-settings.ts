/** `neutral`: the call says nothing about the endpoint, such as one that was aborted from our side. */
export type Verdict = 'success' | 'failure' | 'neutral';

export type BreakerState = 'closed' | 'open' | 'half-open';

/** What a settled call says about its endpoint. */
export interface Judge<Answer> {
  answered(answer: Answer): Verdict;
  failed(error: unknown): Verdict;
}

export interface BreakerSettings<Answer> {
  judge: Judge<Answer>;
  /** Calls that may run at once on one key. Default 100. */
  maxInFlight?: number;
  /** Share of failures in the window at which a breaker opens. Default 50. */
  failurePercentage?: number;
  /** Settled calls that the window must hold before a breaker may open. Default 20. */
  minimumCalls?: number;
  /** Default 10000. */
  windowMs?: number;
  /** Pause before the first probe. It doubles with each probe that fails, up to `longestResetMs`, and is spread by a quarter. Default 5000. */
  resetMs?: number;
  /** Default 60000. */
  longestResetMs?: number;
  /** A probe that has not settled by then no longer holds others up: longer than any call takes. Default 60000. */
  probeTimeoutMs?: number;
  /** Breakers kept; the one used longest ago goes first. Default 1000. */
  maxBreakers?: number;
  onStateChange?: (key: string, state: BreakerState) => void;
  random?: () => number;
}

export type CompleteSettings<Answer> = Required<BreakerSettings<Answer>>;

export function withDefaults<Answer>(settings: BreakerSettings<Answer>): CompleteSettings<Answer> {
  return {
    maxInFlight: 100,
    failurePercentage: 50,
    minimumCalls: 20,
    windowMs: 10_000,
    resetMs: 5_000,
    longestResetMs: 60_000,
    probeTimeoutMs: 60_000,
    maxBreakers: 1_000,
    onStateChange: () => undefined,
    random: Math.random,
    ...settings,
  };
}
