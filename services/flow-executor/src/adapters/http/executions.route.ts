import { Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { OpenAPIObject } from '@nestjs/swagger';
import { Execution, OrganizationId, StartExecutionRequest } from '@patchbay/contracts';
import { AccessControl, parseId, parseRequest } from '@patchbay/service-kit';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { StartExecution } from '../../application/start-execution.ts';
import { InstanceId } from './instance-id.ts';
import { executionOf } from './representations.ts';

const path = '/v1/organizations/:organizationId/executions';
const bodyLimitBytes = 65_536;

type StartRequest = FastifyRequest<{ Params: { organizationId: string } }>;

/** Every call of the platform comes through here: registered on Fastify itself, without the layers that Nest puts around a handler. */
@Injectable()
export class ExecutionsRoute implements OnModuleInit {
  constructor(
    private readonly host: HttpAdapterHost,
    private readonly access: AccessControl,
    private readonly startExecution: StartExecution,
    private readonly instanceId: InstanceId,
  ) {}

  onModuleInit(): void {
    const instance: FastifyInstance = this.host.httpAdapter.getInstance();
    instance.post(path, { bodyLimit: bodyLimitBytes }, async (request: StartRequest, reply) => {
      const execution = await this.start(request);
      return reply.status(201).send(execution);
    });
  }

  private async start({ headers, params, body }: StartRequest): Promise<z.input<typeof Execution>> {
    const organizationId = parseId(OrganizationId, 'organizationId', params.organizationId);
    await this.access.authorize(headers.authorization, {
      action: 'execution.start',
      resource: { type: 'execution', id: '*' },
      organizationId,
      mayBeRecent: true,
    });
    const { flowId, label, contact } = parseRequest(StartExecutionRequest, body);
    const execution = await this.startExecution.run({ organizationId, flowId: flowId.toLowerCase(), label, contact });
    return executionOf(execution, this.instanceId.value);
  }
}

const json = (schema: z.ZodType, io: 'input' | 'output') => {
  const { $schema: _dialect, ...body } = z.toJSONSchema(schema, { io });
  return { 'application/json': { schema: body as object } };
};

/** What Nest cannot tell of a route that it does not know. */
export const executionPaths: OpenAPIObject['paths'] = {
  [path.replace(':organizationId', '{organizationId}')]: {
    post: {
      operationId: 'startExecution',
      summary: 'Run a flow for a contact',
      tags: ['executions'],
      parameters: [{ name: 'organizationId', in: 'path', required: true, schema: { type: 'string', format: 'uuid' } }],
      requestBody: { required: true, content: json(StartExecutionRequest, 'input') },
      responses: { 201: { description: 'What the platform is to do, and how the execution ended', content: json(Execution, 'output') } },
    },
  },
};
