import type { JsonSchema } from './named-schemas.ts';
import { inputSuffix, mapMembers, nameMark, referencePrefix } from './schema-converter.ts';

type Components = Record<string, JsonSchema>;

/** Every schema that is marked with a name, as the reference that it is to be. */
export function withReferencesForMarks(value: unknown): unknown {
  if (typeof value === 'object' && value !== null && nameMark in value) return { $ref: `${referencePrefix}${String(value[nameMark])}` };
  return mapMembers(value, (_key, member) => withReferencesForMarks(member), withReferencesForMarks);
}

/** Components that something refers to, by name; a variant for input alone takes the plain name when nothing else has it. */
export function usedComponents(paths: object, components: Components): { paths: object; components: Components } {
  const used = new Set<string>();
  const visit = (value: unknown): void => {
    for (const name of referencesIn(value)) {
      if (used.has(name)) continue;
      used.add(name);
      visit(components[name]);
    }
  };
  visit(paths);
  const finalName = (name: string): string => {
    const plain = name.endsWith(inputSuffix) ? name.slice(0, -inputSuffix.length) : name;
    return used.has(plain) ? name : plain;
  };
  const renamed = <T>(value: T): T =>
    JSON.parse(JSON.stringify(value).replace(references, (_all, name) => `"${referencePrefix}${finalName(name)}"`));
  const entries = [...used].map((name) => [finalName(name), renamed(components[name] ?? {})] as const);
  return { paths: renamed(paths), components: Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1))) };
}

const references = /"#\/components\/schemas\/([^"]+)"/g;

const referencesIn = (value: unknown): string[] => Array.from(JSON.stringify(value ?? {}).matchAll(references), ([, name]) => String(name));
