import { hash } from 'node:crypto';
import type { FastifyRequest, onRequestHookHandler } from 'fastify';
import type { Call, CallLog } from '../../domain/call-log.ts';

const FINGERPRINT_LENGTH = 16;
const calls = new WeakMap<FastifyRequest, Call>();

export function callOf(request: FastifyRequest): Call | undefined {
  return calls.get(request);
}

export function bearerTokenOf({ headers: { authorization } }: FastifyRequest): string | undefined {
  return authorization?.slice(0, 7).toLowerCase() === 'bearer ' ? authorization.slice(7).trim() : undefined;
}

/** The first hook: a call counts from its arrival, whatever happens to it then. */
export function recordCalls(log: CallLog): onRequestHookHandler {
  return (request, reply, done) => {
    const token = bearerTokenOf(request);
    const { headers, method, url } = request;
    const call = log.record({
      method,
      path: url.split('?', 1)[0] ?? url,
      tokenFingerprint: token ? hash('sha256', token, 'base64url').slice(0, FINGERPRINT_LENGTH) : null,
      connectorId: headers['patchbay-connector-id']?.toString() ?? null,
      connectorVersion: headers['patchbay-connector-version']?.toString() ?? null,
      executionId: headers['patchbay-execution-id']?.toString() ?? null,
    });
    calls.set(request, call);
    reply.raw.once('close', () => {
      call.aborted = !reply.raw.writableFinished;
      call.status = call.aborted ? null : reply.raw.statusCode;
    });
    done();
  };
}
