import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { addRequestContext } from '../context/request-hooks.ts';
import { logRequests } from '../log/request-log.ts';
import { answerProblem } from '../problems/problem.filter.ts';
import { answerOtherMethods } from './route-table.ts';

export interface AdapterOptions {
  logger: Logger;
  bodyLimitBytes: number;
  trustedProxies: readonly string[];
}

/** Nest would make anonymous HTTP errors of Fastify's own, whose codes tell them apart. */
class PlainErrorsAdapter extends FastifyAdapter {
  override mapException(error: unknown): unknown {
    return error;
  }
}

/** Fastify as every service has it, before Nest adds its routes: hooks here also run for routes that are registered on it directly. */
export function createAdapter({ logger, bodyLimitBytes, trustedProxies }: AdapterOptions): FastifyAdapter {
  const adapter = new PlainErrorsAdapter({
    logger: false,
    bodyLimit: bodyLimitBytes,
    trustProxy: trustedProxies.length > 0 && [...trustedProxies],
    requestTimeout: 30_000,
    // What the router cannot even read never reaches a hook.
    frameworkErrors: (error: FastifyError, request: FastifyRequest, reply: FastifyReply) => answerProblem(error, request, reply, logger),
  });
  const instance: FastifyInstance = adapter.getInstance();
  // JSON only: a text would come through as a body that is a string.
  instance.removeContentTypeParser('text/plain');
  addRequestContext(instance);
  answerOtherMethods(instance);
  logRequests(instance, logger);
  return adapter;
}
