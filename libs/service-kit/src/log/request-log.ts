import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { requestContextOf } from '../context/request-hooks.ts';

/** One line per request, at debug: outcomes and metrics tell the rest. */
export function logRequests(instance: FastifyInstance, logger: Logger): void {
  if (!logger.isLevelEnabled('debug')) return;
  instance.addHook('onResponse', (request, reply, done) => {
    const { method, routeOptions } = request;
    const { requestId } = requestContextOf(request) ?? {};
    const durationMs = Math.round(reply.elapsedTime * 10) / 10;
    logger.debug(
      { requestId, method, path: request.url.split('?', 1)[0], route: routeOptions.url, status: reply.statusCode, durationMs },
      'request',
    );
    done();
  });
}
