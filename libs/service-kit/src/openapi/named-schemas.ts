import * as contracts from '@patchbay/contracts';
import { z } from 'zod';

export type JsonSchema = Record<string, unknown>;
export type Direction = 'input' | 'output';

/** The schemas of the contracts by name, so that a document refers to them instead of copying them. */
const namedSchemas = z.registry<{ id: string }>();
for (const [id, schema] of Object.entries(contracts)) {
  if (schema instanceof z.ZodType && !namedSchemas.has(schema)) namedSchemas.add(schema, { id });
}

/** Zod to JSON Schema 2020-12, the dialect of OpenAPI 3.1. What it cannot say there (a refinement, a transform) is left out. */
export function toJsonSchema(schema: z.ZodType, io: Direction): { root: JsonSchema; definitions: Record<string, JsonSchema> } {
  const { $defs, $schema: _dialect, ...root } = z.toJSONSchema(schema, { ...optionsFor(io), metadata: namedSchemas });
  const definitions = Object.entries($defs ?? {}).map(([name, { id: _id, ...definition }]) => [name, definition]);
  return { root, definitions: Object.fromEntries(definitions) };
}

const optionsFor = (io: Direction): Parameters<typeof z.toJSONSchema>[1] & object => ({
  io,
  target: 'draft-2020-12',
  unrepresentable: 'any',
  override: ({ zodSchema, jsonSchema }) => {
    // An answer may gain fields; only what refuses unknown ones says so.
    const { def } = zodSchema._zod;
    if (def.type === 'object' && !('catchall' in def && def.catchall)) delete jsonSchema.additionalProperties;
    // The format says it already, in one word instead of a line.
    if (jsonSchema.format) delete jsonSchema.pattern;
  },
});

/** Schemas that take something else than they give, such as those with defaults, and those that contain one. */
export function asymmetricNames(): ReadonlySet<string> {
  const [taken, given] = (['input', 'output'] as const).map(
    (io) => z.toJSONSchema(namedSchemas, { ...optionsFor(io), uri: (id) => id }).schemas,
  );
  const texts = Object.entries(taken ?? {}).map(([name, schema]) => ({
    name,
    text: JSON.stringify(schema),
    given: JSON.stringify(given?.[name]),
  }));
  const names = new Set(texts.filter((each) => each.text !== each.given).map(({ name }) => name));
  for (let before = -1; before !== names.size; ) {
    before = names.size;
    for (const { name, text } of texts) if ([...names].some((other) => text.includes(`"$ref":"${other}"`))) names.add(name);
  }
  return names;
}
