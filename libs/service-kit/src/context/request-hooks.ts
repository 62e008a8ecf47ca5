import { isIP } from 'node:net';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { type RequestContext, requestContextFrom, requestContexts } from './request-context.ts';

declare module 'fastify' {
  interface FastifyRequest {
    patchbay?: RequestContext;
  }
}

/** For what runs outside of it: the hooks after the answer, and what Fastify does before any hook. */
export const requestContextOf = (request: FastifyRequest): RequestContext | undefined => request.patchbay;

/** What a trusted proxy says is believed only when it is an address. */
function addressOf({ ip, socket }: FastifyRequest): string {
  const address = isIP(ip) === 0 ? (socket.remoteAddress ?? '') : ip;
  return address.replace(/^::ffff:(?=[\d.]+$)/, '');
}

/** Request id and trace for every route of the instance, those of Nest and those registered on it directly. */
export function addRequestContext(instance: FastifyInstance): void {
  instance.decorateRequest('patchbay');
  instance.addHook('onRequest', (request, reply, done) => {
    const { 'x-request-id': requestId, traceparent } = request.headers;
    const context = requestContextFrom({ requestId, traceparent, remoteAddress: addressOf(request) });
    request.patchbay = context;
    reply.header('x-request-id', context.requestId);
    requestContexts.run(context, done);
  });
}
