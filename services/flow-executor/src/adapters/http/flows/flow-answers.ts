import { etagOf } from '@patchbay/service-kit';
import type { FastifyReply } from 'fastify';
import type { FlowContent, StoredFlow } from '../../../domain/lifecycle/stored-flow.ts';
import { flowOf } from './representations.ts';

export function answerFlow(flow: StoredFlow, reply: FastifyReply) {
  reply.header('etag', etagOf(flow.revision));
  return flowOf(flow);
}

export function answerNewFlow(flow: StoredFlow, reply: FastifyReply) {
  reply.header('location', `/v1/organizations/${flow.organizationId}/flows/${flow.flowId}`);
  return answerFlow(flow, reply);
}

/** As it is: not printed again. */
export function answerExport({ exportText }: FlowContent, reply: FastifyReply): string {
  reply.header('content-type', 'application/json; charset=utf-8');
  return exportText;
}
