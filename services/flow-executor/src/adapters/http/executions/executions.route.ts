import { createHash } from 'node:crypto';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { Execution, ExecutionId, OrganizationId, PostEventRequest, StartExecutionRequest } from '@patchbay/contracts';
import { AccessControl, type AccessNeed, IdempotencyKeyReused, parseId, parseIdempotencyKey, parseRequest } from '@patchbay/service-kit';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { ContinueExecution } from '../../../application/executions/continue-execution.ts';
import { StartExecution } from '../../../application/executions/start-execution.ts';
import { EventIdReused, ExecutionInProgress } from './execution-refusals.ts';
import { executionOf } from './execution-representations.ts';

export const executionsPath = '/v1/organizations/:organizationId/executions';
export const eventsPath = `${executionsPath}/:executionId/events`;
const bodyLimit = 65_536;
const startNeed = { action: 'execution.start', resource: { type: 'execution', id: '*' } } as const satisfies AccessNeed;

type StartRequest = FastifyRequest<{ Params: { organizationId: string } }>;
type EventRequest = FastifyRequest<{ Params: { organizationId: string; executionId: string } }>;
type Answer = z.input<typeof Execution>;

/** Every call of the platform comes through here: registered on Fastify itself, without the layers that Nest puts around a handler. */
@Injectable()
export class ExecutionsRoute implements OnModuleInit {
  constructor(
    private readonly host: HttpAdapterHost,
    private readonly access: AccessControl,
    private readonly startExecution: StartExecution,
    private readonly continueExecution: ContinueExecution,
  ) {}

  onModuleInit(): void {
    const instance: FastifyInstance = this.host.httpAdapter.getInstance();
    instance.post(executionsPath, { bodyLimit }, (request: StartRequest, reply) => this.start(request, reply));
    instance.post(eventsPath, { bodyLimit }, (request: EventRequest) => this.goOn(request));
  }

  private async start({ headers, params, body }: StartRequest, reply: FastifyReply): Promise<Answer> {
    const organizationId = parseId(OrganizationId, 'organizationId', params.organizationId);
    const caller = this.access.authorizeRecent(headers.authorization, { ...startNeed, organizationId });
    if (caller instanceof Promise) await caller;
    const asked = parseRequest(StartExecutionRequest, body);
    const { flowId, label, contact } = asked;
    const key = parseIdempotencyKey(headers['idempotency-key']);
    const once = key === undefined ? undefined : { key, fingerprint: fingerprintOf(asked) };
    const started = await this.startExecution.run({ organizationId, flowId: flowId.toLowerCase(), label, contact, once });
    if ('answer' in started) {
      reply.status(201);
      return executionOf(started.answer);
    }
    throw started.refused === 'other-request' ? new IdempotencyKeyReused() : new ExecutionInProgress();
  }

  private async goOn({ headers, params, body }: EventRequest): Promise<Answer> {
    const organizationId = parseId(OrganizationId, 'organizationId', params.organizationId);
    const resource = { type: 'execution', id: params.executionId.slice(0, 200) } as const;
    await this.access.authorize(headers.authorization, { action: 'execution.continue', resource, organizationId });
    const executionId = parseId(ExecutionId, 'executionId', params.executionId).toLowerCase();
    const { eventId, event } = parseRequest(PostEventRequest, body);
    const continued = await this.continueExecution.run({ organizationId, executionId, eventId, event, fingerprint: fingerprintOf(event) });
    if ('answer' in continued) return executionOf(continued.answer);
    throw continued.refused === 'other-request' ? new EventIdReused() : new ExecutionInProgress();
  }
}

/** Of what was understood, so that blanks and the order of members make no difference. */
const fingerprintOf = (asked: unknown): string => createHash('sha256').update(JSON.stringify(asked)).digest('base64url');
