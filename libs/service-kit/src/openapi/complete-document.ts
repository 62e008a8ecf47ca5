import type { OpenAPIObject } from '@nestjs/swagger';
import * as contracts from '@patchbay/contracts';
import type { JsonSchema } from './named-schemas.ts';
import { usedComponents, withReferencesForMarks } from './references.ts';
import { convertSchema } from './schema-converter.ts';

interface Operation {
  parameters?: { name: string; in: string; required?: boolean; schema?: JsonSchema }[];
  responses: Record<string, unknown>;
}

const methods = ['get', 'put', 'post', 'delete', 'patch'] as const;

/** What Nest leaves out: path parameters that only the guard reads, how errors are answered, references to the named schemas. */
export function completeDocument(document: OpenAPIObject): OpenAPIObject {
  const components = { ...document.components?.schemas } as Record<string, JsonSchema>;
  const use = (schema: unknown): JsonSchema => {
    const converted = convertSchema(schema, 'output');
    Object.assign(components, converted?.components);
    return converted?.schema ?? { type: 'string' };
  };
  const problem = { description: 'Refused or failed', content: { 'application/problem+json': { schema: use(contracts.Problem) } } };
  for (const [path, item] of Object.entries(document.paths)) {
    for (const operation of methods.flatMap((method) => (item[method] ? [item[method] as Operation] : []))) {
      operation.parameters = [...missingPathParameters(path, operation, use), ...(operation.parameters ?? [])];
      operation.responses.default ??= problem;
    }
  }
  const paths = withReferencesForMarks(document.paths) as OpenAPIObject['paths'];
  const completed = usedComponents(paths, components);
  return { ...document, paths: completed.paths, components: { ...document.components, schemas: completed.components } } as OpenAPIObject;
}

function missingPathParameters(path: string, { parameters = [] }: Operation, use: (schema: unknown) => JsonSchema) {
  const names = Array.from(path.matchAll(/\{(\w+)\}/g), ([, name]) => String(name));
  const missing = names.filter((name) => !parameters.some((parameter) => parameter.in === 'path' && parameter.name === name));
  return missing.map((name) => ({ name, in: 'path', required: true, schema: use(schemaOf(name)) }));
}

/** `organizationId` is an `OrganizationId`. */
const schemaOf = (parameter: string): unknown =>
  (contracts as Readonly<Record<string, unknown>>)[`${parameter.charAt(0).toUpperCase()}${parameter.slice(1)}`];
