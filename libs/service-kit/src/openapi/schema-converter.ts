import { z } from 'zod';
import { asymmetricNames, type Direction, type JsonSchema, toJsonSchema } from './named-schemas.ts';

export interface ConvertedSchema {
  schema: JsonSchema;
  components: Record<string, JsonSchema>;
}

/** Marks a schema that is to become a reference: Nest spreads the fields of a query only while they are in its sight. */
export const nameMark = 'x-schema-name';
export const referencePrefix = '#/components/schemas/';
export const inputSuffix = 'Input';

let asymmetric: ReadonlySet<string> | undefined;

/** For the document of a service: named schemas become components, and one that takes something else than it gives becomes two. */
export function convertSchema(schema: unknown, io: Direction): ConvertedSchema | undefined {
  if (!(schema instanceof z.ZodType)) return undefined;
  const { root, definitions } = toJsonSchema(schema, io);
  const entries = Object.entries(definitions).map(([name, definition]) => [nameFor(name, io), withReferences(definition, io)]);
  const components = Object.fromEntries(entries) as Record<string, JsonSchema>;
  const name = typeof root.$ref === 'string' ? nameFor(root.$ref.replace('#/$defs/', ''), io) : undefined;
  if (name === undefined) return { schema: withReferences(root, io) as JsonSchema, components };
  return { schema: { ...components[name], [nameMark]: name }, components };
}

function nameFor(name: string, io: Direction): string {
  asymmetric ??= asymmetricNames();
  return io === 'input' && asymmetric.has(name) ? `${name}${inputSuffix}` : name;
}

function withReferences(value: unknown, io: Direction): unknown {
  const change = (key: string, member: unknown) =>
    key === '$ref' ? `${referencePrefix}${nameFor(String(member).replace('#/$defs/', ''), io)}` : withReferences(member, io);
  return mapMembers(value, change, (item) => withReferences(item, io));
}

/** A copy of JSON with every member, or every item, changed; anything else as it is. */
export function mapMembers(value: unknown, member: (key: string, member: unknown) => unknown, item: (item: unknown) => unknown): unknown {
  if (Array.isArray(value)) return value.map(item);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, member(key, inner)]));
}
