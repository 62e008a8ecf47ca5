import { setTimeout } from 'node:timers/promises';
import type { FastifyReply, FastifyRequest, onRequestAsyncHookHandler } from 'fastify';
import type { Effect, FaultSwitches } from '../../domain/fault.ts';

/** How the API that is hit words an error. */
export type ErrorBody = (status: number, reason: string, request: FastifyRequest) => unknown;

const RATE_LIMITED = 429;

/** A hook that does to a request what the first fault that matches it says. */
export function injectFaults(switches: FaultSwitches, errorBody: ErrorBody): onRequestAsyncHookHandler {
  return async (request, reply) => {
    const fault = switches.hit(request.method, request.url.split('?', 1)[0] ?? request.url);
    if (!fault) return;
    if (fault.delayMs > 0) await setTimeout(fault.delayMs, undefined, { ref: false });
    return apply(fault.effect, request, reply, errorBody);
  };
}

function apply(effect: Effect, request: FastifyRequest, reply: FastifyReply, errorBody: ErrorBody): FastifyReply | undefined {
  switch (effect.kind) {
    case 'slow':
      return undefined;
    case 'fail':
      return reply.code(effect.status).send(errorBody(effect.status, 'a fault is switched on', request));
    case 'rate-limit':
      reply.header('retry-after', effect.retryAfterSeconds);
      return reply.code(RATE_LIMITED).send(errorBody(RATE_LIMITED, 'too many requests', request));
    case 'reset':
      request.raw.socket.resetAndDestroy();
      return reply.hijack();
    case 'hang':
      return reply.hijack();
  }
}
