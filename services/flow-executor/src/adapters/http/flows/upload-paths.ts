import type { OpenAPIObject } from '@nestjs/swagger';

const text = (description: string, over: object = {}) => ({ type: 'string' as const, description, ...over });

const members = {
  file: text('The export, as Flow Designer downloads it', { contentMediaType: 'application/json' }),
  connectors: text('As in the JSON body, written as JSON', { contentMediaType: 'application/json' }),
  onConnectorInactive: text('What a halted call gets', { enum: ['HALT', 'ERROR_PATH'], default: 'HALT' }),
  fallbackDestination: text('Where a halted call goes: a queue, number or entry point of the platform'),
};
const overwrite = text('Replaces the draft of the flow that has the name already', { enum: ['yes', 'no', 'true', 'false'] });

const form = (properties: Record<string, object>) => ({
  requestBody: {
    content: {
      'multipart/form-data': { schema: { type: 'object' as const, properties, required: ['file'], additionalProperties: false } },
    },
  },
});

/** The second body of the routes that take an export: Nest tells of one. */
export const uploadPaths = {
  '/v1/organizations/{organizationId}/flows': { post: form({ ...members, overwrite }) },
  '/v1/organizations/{organizationId}/flows/{flowId}': { put: form(members) },
} as unknown as OpenAPIObject['paths'];
