import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** An error in the vendor's words. The tracking id is the caller's, where it sent one. */
export function errorBody(status: number, reasons: string | readonly string[], { headers }: Pick<FastifyRequest, 'headers'>) {
  const trackingId = headers.trackingid ?? `sandbox_${randomUUID()}`;
  const message = [reasons].flat().map((description) => ({ description }));
  return { trackingId, error: { key: String(status), reason: STATUS_CODES[status] ?? 'Error', message } };
}

export function sendError(request: FastifyRequest, reply: FastifyReply, status: number, reasons: string | readonly string[]): FastifyReply {
  return reply.code(status).send(errorBody(status, reasons, request));
}
