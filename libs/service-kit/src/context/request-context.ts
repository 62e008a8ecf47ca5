import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import type { AccessNeed } from '../access/access-control.ts';
import type { Caller } from '../access/caller.ts';
import { continueTrace } from './traceparent.ts';

export interface RequestContext {
  readonly requestId: string;
  readonly traceparent: string;
  /** Where the request came from; proxies that are not trusted are not believed. */
  readonly remoteAddress?: string | undefined;
  /** Known once the request is past the guard, or was refused by it. */
  caller?: Caller | undefined;
  /** What the route asks of its caller; known once the guard has seen the request. */
  need?: AccessNeed | undefined;
}

export const requestContexts = new AsyncLocalStorage<RequestContext>();

/** What may safely stand in a log line and a header; anything else from a caller is replaced. */
const saneRequestId = /^[A-Za-z0-9._:-]{1,100}$/;

export function requestContextFrom(incoming: {
  requestId?: unknown;
  traceparent?: unknown;
  remoteAddress?: string;
  caller?: Caller;
}): RequestContext {
  const { requestId, traceparent, remoteAddress, caller } = incoming;
  return {
    remoteAddress,
    caller,
    requestId: typeof requestId === 'string' && saneRequestId.test(requestId) ? requestId : randomUUID(),
    traceparent: continueTrace(typeof traceparent === 'string' ? traceparent : undefined),
  };
}

/** Runs work that no HTTP request started (a consumed event, a timer) under a request id and trace of its own, or of the one that caused it. */
export function withRequestContext<T>(incoming: { requestId?: string; traceparent?: string; caller?: Caller }, work: () => T): T {
  return requestContexts.run(requestContextFrom(incoming), work);
}

export const currentRequest = (): RequestContext | undefined => requestContexts.getStore();
export const currentRequestId = (): string | undefined => requestContexts.getStore()?.requestId;
export const currentTraceparent = (): string | undefined => requestContexts.getStore()?.traceparent;
