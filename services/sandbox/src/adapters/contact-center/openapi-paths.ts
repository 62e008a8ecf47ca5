import { z } from 'zod';
import { CONTACT_CENTER_PATH } from './contact-center-api.ts';
import { type Operation, operations } from './operations.ts';

/** The Contact Center API for the OpenAPI document, which Nest cannot see. Answers are described by the vendor. */
export function contactCenterPaths(): Record<string, Record<string, object>> {
  const paths: Record<string, Record<string, object>> = {};
  for (const operation of operations) {
    const path = CONTACT_CENTER_PATH + operation.path.replaceAll(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [String(operation.method).toLowerCase()]: described(operation) };
  }
  return paths;
}

function described({ method, path, scopes, body }: Operation): object {
  return {
    operationId: `${String(method).toLowerCase()}${path.replaceAll(/[^a-zA-Z0-9]+/g, '_')}`,
    tags: ['contact center'],
    description: `Needs the scope ${scopes.join(' or ')}.`,
    parameters: [...path.matchAll(/:(\w+)/g)].map(([, name]) => ({ name, in: 'path', required: true, schema: { type: 'string' } })),
    ...(body && { requestBody: { required: true, content: { 'application/json': { schema: schemaOf(body) } } } }),
    responses: { '2XX': { description: 'As the vendor describes it' }, default: { description: 'An error in the words of the vendor' } },
  };
}

function schemaOf(body: z.ZodType): object {
  const { $schema: _dialect, ...schema } = z.toJSONSchema(body, { io: 'input', unrepresentable: 'any' });
  return schema;
}
