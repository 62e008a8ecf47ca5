import { setTimeout as sleep } from 'node:timers/promises';
import { isRefusal } from '../../domain/request/failure-code.ts';
import type { ResponseReceived } from '../../domain/request/outbound-request.ts';
import type { Call } from './call.ts';
import { failureOf } from './failure-of.ts';

const firstPauseMs = 50;

/**
 * Tries again after a 5xx, as often as the flow says. When the last attempts get no answer at all, the last answer counts: it says more.
 * A closed gate counts always.
 */
export async function withRetries(attempt: () => Promise<ResponseReceived>, retries: number, call: Call): Promise<ResponseReceived> {
  let response = await attempt();
  for (let retry = 1; retry <= retries && response.statusCode >= 500; retry += 1) {
    const last = response;
    try {
      await call.until(sleep(Math.random() * firstPauseMs * 2 ** retry));
      response = await attempt();
    } catch (error) {
      const code = failureOf(error);
      if (code === undefined || isRefusal(code)) throw error;
      return last;
    }
  }
  return response;
}
