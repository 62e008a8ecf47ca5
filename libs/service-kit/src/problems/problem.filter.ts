import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common';
import { DomainError } from '@patchbay/errors';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { requestContextOf } from '../context/request-hooks.ts';
import { problemOf } from './problem-of.ts';

/** The edge of HTTP: every error ends here, is answered as a problem, and is logged here only. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly logger: Logger) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    answerProblem(error, http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>(), this.logger);
  }
}

export function answerProblem(error: unknown, request: FastifyRequest, reply: FastifyReply, logger: Logger): void {
  const requestId = requestContextOf(request)?.requestId;
  const { status, headers, body } = problemOf(error, requestId);
  const fields = { requestId, method: request.method, route: request.routeOptions?.url, status, code: body.code };
  const kind = error instanceof DomainError ? error.kind : 'bug';
  if (status >= 500) logger.error({ ...fields, kind, err: error }, body.detail);
  else logger.debug({ ...fields, kind }, body.detail);
  if (reply.sent) return;
  // As bytes: neither is a response schema of the route for problems, nor does Fastify add a charset.
  reply
    .status(status)
    .headers(headers)
    .send(Buffer.from(JSON.stringify(body)));
}
