import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import { continueTrace } from './traceparent.ts';

export interface RequestContext {
  readonly requestId: string;
  readonly traceparent: string;
}

export const requestContexts = new AsyncLocalStorage<RequestContext>();

/** What may safely stand in a log line and a header; anything else from a caller is replaced. */
const saneRequestId = /^[A-Za-z0-9._:-]{1,100}$/;

export function requestContextFrom(incoming: { requestId?: unknown; traceparent?: unknown }): RequestContext {
  const { requestId, traceparent } = incoming;
  return {
    requestId: typeof requestId === 'string' && saneRequestId.test(requestId) ? requestId : randomUUID(),
    traceparent: continueTrace(typeof traceparent === 'string' ? traceparent : undefined),
  };
}

/** Runs work that no HTTP request started (a consumed event, a timer) under a request id and trace of its own, or of the one that caused it. */
export function withRequestContext<T>(incoming: { requestId?: string; traceparent?: string }, work: () => T): T {
  return requestContexts.run(requestContextFrom(incoming), work);
}

export const currentRequestId = (): string | undefined => requestContexts.getStore()?.requestId;
export const currentTraceparent = (): string | undefined => requestContexts.getStore()?.traceparent;
