import type { OpenAPIObject } from '@nestjs/swagger';
import { Execution, PostEventRequest, StartExecutionRequest } from '@patchbay/contracts';
import { z } from 'zod';
import { eventsPath, executionsPath } from './executions.route.ts';

const json = (schema: z.ZodType, io: 'input' | 'output') => {
  const { $schema: _dialect, ...body } = z.toJSONSchema(schema, { io });
  return { 'application/json': { schema: body as object } };
};

const inPath = (name: string) => ({ name, in: 'path' as const, required: true, schema: { type: 'string' as const, format: 'uuid' } });
const braced = (path: string) => path.replace(/:(\w+)/g, '{$1}');

/** What Nest cannot tell of routes that it does not know. */
export const executionPaths: OpenAPIObject['paths'] = {
  [braced(executionsPath)]: {
    post: {
      operationId: 'startExecution',
      summary: 'Run a flow for a contact, until it waits or ends',
      tags: ['executions'],
      parameters: [
        inPath('organizationId'),
        {
          name: 'Idempotency-Key',
          in: 'header',
          required: false,
          description:
            'Of the platform, for one call. Sent again within 24 hours, the start has no second effect and gets the first answer',
          schema: { type: 'string', minLength: 1, maxLength: 255 },
        },
      ],
      requestBody: { required: true, content: json(StartExecutionRequest, 'input') },
      responses: { 201: { description: 'What the platform is to do, and how the execution stands', content: json(Execution, 'output') } },
    },
  },
  [braced(eventsPath)]: {
    post: {
      operationId: 'postEvent',
      summary: 'Tell a waiting execution what has happened; once for each eventId',
      tags: ['executions'],
      parameters: [inPath('organizationId'), inPath('executionId')],
      requestBody: { required: true, content: json(PostEventRequest, 'input') },
      responses: { 200: { description: 'What the platform is to do, and how the execution stands', content: json(Execution, 'output') } },
    },
  },
};
