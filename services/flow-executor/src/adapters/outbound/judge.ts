import type { Judge } from '@patchbay/resilience';
import type { FailureCode } from '../../domain/request/failure-code.ts';
import type { ResponseReceived } from '../../domain/request/outbound-request.ts';
import { retryAfterMs } from '../../domain/request/retry-after.ts';
import { failureOf } from './failure-of.ts';

/** Statuses below 500 with which an endpoint says that it cannot cope. */
const strained: readonly number[] = [408, 425, 429];
/** What says that the endpoint, or the way to it, is in trouble. A refusal of ours says nothing about it. */
const troubled: readonly (FailureCode | undefined)[] = ['TIMEOUT', 'DNS', 'TLS', 'CONNECT', 'PARSE', undefined];

/** With `Retry-After` an endpoint says itself what the breaker would have to find out. */
export function asksToWait({ statusCode, headers }: ResponseReceived): boolean {
  return (statusCode === 429 || statusCode === 503) && retryAfterMs(headers['retry-after'], new Date()) !== undefined;
}

export const judge: Judge<ResponseReceived> = {
  answered: (response) => {
    if (asksToWait(response)) return 'neutral';
    const { statusCode } = response;
    return statusCode >= 500 || strained.includes(statusCode) ? 'failure' : 'success';
  },
  failed: (error) => (troubled.includes(failureOf(error)) ? 'failure' : 'neutral'),
};
