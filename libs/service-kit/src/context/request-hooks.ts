import { isIP } from 'node:net';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { type RequestContext, requestContextFrom, requestContexts } from './request-context.ts';

const contexts = new WeakMap<FastifyRequest, RequestContext>();

/** For what runs outside of it: the hooks after the answer, and what Fastify does before any hook. */
export const requestContextOf = (request: FastifyRequest): RequestContext | undefined => contexts.get(request);

/** What a trusted proxy says is believed only when it is an address. */
function addressOf({ ip, socket }: FastifyRequest): string {
  const address = isIP(ip) === 0 ? (socket.remoteAddress ?? '') : ip;
  return address.replace(/^::ffff:(?=[\d.]+$)/, '');
}

/** Request id and trace for every route of the instance, those of Nest and those registered on it directly. */
export function addRequestContext(instance: FastifyInstance): void {
  instance.addHook('onRequest', (request, reply, done) => {
    const { 'x-request-id': requestId, traceparent } = request.headers;
    const context = requestContextFrom({ requestId, traceparent, remoteAddress: addressOf(request) });
    contexts.set(request, context);
    reply.header('x-request-id', context.requestId);
    requestContexts.run(context, done);
  });
}
