import { randomUUID } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest, onRequestAsyncHookHandler } from 'fastify';
import type { ContactCenterTokens, GrantedAccess } from '../../application/ports.ts';
import type { CallLog } from '../../domain/call-log.ts';
import { isRefusal, type OperationCall } from '../../domain/contact-center/operation.ts';
import type { OrganizationData } from '../../domain/contact-center/organization-data.ts';
import { sendError } from './contact-center-error.ts';
import { acceptMediaTypes } from './media-types.ts';
import { type Operation, operations } from './operations.ts';
import { bearerTokenOf, callOf, recordCalls } from './record-calls.ts';

export const CONTACT_CENTER_PATH = '/contact-center';

export interface ContactCenterApi {
  readonly tokens: ContactCenterTokens;
  readonly log: CallLog;
  readonly dataOf: (organizationId: string) => OrganizationData;
  readonly injectFaults: onRequestAsyncHookHandler;
}

/** Every operation sits directly on Fastify: the figures of the platform are measured against it, so it must not be what they measure. */
export function contactCenterApi(api: ContactCenterApi) {
  return async (server: FastifyInstance): Promise<void> => {
    server.addHook('onRequest', recordCalls(api.log));
    server.addHook('onRequest', api.injectFaults);
    acceptMediaTypes(server);
    server.setErrorHandler((error: Error & { statusCode?: number }, request, reply) => {
      const status = error.statusCode ?? 500;
      if (status >= 500) request.log.error(error);
      return sendError(request, reply, status, status >= 500 ? 'something went wrong' : error.message);
    });
    // A route and not a handler for what is not found: such calls are recorded like any other.
    server.all('/*', (request, reply) => sendError(request, reply, 404, `there is no ${request.method} ${request.url}`));
    for (const operation of operations) {
      server.route({ method: operation.method, url: operation.path, handler: (request, reply) => serve(api, operation, request, reply) });
    }
  };
}

function serve(api: ContactCenterApi, operation: Operation, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const token = bearerTokenOf(request);
  const access = token === undefined ? undefined : api.tokens.find(token);
  if (!access) {
    reply.header('www-authenticate', token === undefined ? 'Bearer' : 'Bearer error="invalid_token"');
    return sendError(
      request,
      reply,
      401,
      token === undefined ? 'a bearer token is required' : 'the token is unknown, expired, revoked or for another resource',
    );
  }
  noteCaller(request, access);
  const refusal = refusalOf(access, operation, request);
  if (refusal) return sendError(request, reply, 403, refusal);
  const body = operation.body?.safeParse(request.body);
  if (body?.success === false)
    return sendError(
      request,
      reply,
      400,
      body.error.issues.map(({ path, message }) => `${path.join('.') || 'body'}: ${message}`),
    );
  return answer(operation, callFor(api.dataOf(access.organizationId), request, body?.data), request, reply);
}

function noteCaller(request: FastifyRequest, { organizationId, clientId }: GrantedAccess): void {
  const call = callOf(request);
  if (!call) return;
  call.organizationId = organizationId;
  call.clientId = clientId;
}

function refusalOf({ scopes, organizationId }: GrantedAccess, operation: Operation, { params, query }: FastifyRequest): string | undefined {
  if (!operation.scopes.some((scope) => scopes.has(scope))) return `the token lacks the scope ${operation.scopes.join(' or ')}`;
  const named = [(params as Record<string, string>).orgid, (query as Record<string, string>).orgId];
  return named.some((id) => id !== undefined && id !== organizationId) ? 'the token is for another organization' : undefined;
}

function callFor(data: OrganizationData, { params, query }: FastifyRequest, body: unknown): OperationCall<never> {
  const flat = Object.entries(query as Record<string, string | string[]>).map(([name, value]) => [
    name,
    Array.isArray(value) ? value.join(',') : value,
  ]);
  return {
    data,
    params: params as Record<string, string>,
    query: Object.fromEntries(flat),
    body: body as never,
    nowMs: Date.now(),
    newId: randomUUID,
  };
}

function answer(operation: Operation, call: OperationCall<never>, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const result = operation.run(call);
  return isRefusal(result) ? sendError(request, reply, result.status, result.reason) : reply.code(result.status).send(result.body);
}
