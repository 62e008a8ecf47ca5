import { isRefusal } from '../../domain/request/failure-code.ts';
import type { ResponseReceived } from '../../domain/request/outbound-request.ts';
import type { Call } from './call.ts';
import { failureOf } from './failure-of.ts';

const firstPauseMs = 50;

export interface Retries {
  /** As many as the flow says. */
  most: number;
  /** Asked before each one, for its budget. */
  mayRetry(): boolean;
  /** Milliseconds that the endpoint wants to be left alone. */
  heldMs(): number;
}

/**
 * Tries again after a 5xx. When the last attempts get no answer at all, the last answer counts: it says more. A closed gate counts always.
 * A retry that would come too late for the call is not begun.
 */
export async function withRetries(
  attempt: () => Promise<ResponseReceived>,
  { most, mayRetry, heldMs }: Retries,
  call: Call,
): Promise<ResponseReceived> {
  let response = await attempt();
  for (let retry = 1; retry <= most && response.statusCode >= 500; retry += 1) {
    const last = response;
    const pauseMs = heldMs() + Math.random() * firstPauseMs * 2 ** retry;
    if (pauseMs >= call.remainingMs || !mayRetry()) return last;
    try {
      await call.pause(pauseMs);
      response = await attempt();
    } catch (error) {
      const code = failureOf(error);
      if (code === undefined || isRefusal(code)) throw error;
      return last;
    }
  }
  return response;
}
