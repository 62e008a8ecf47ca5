import yaml from 'js-yaml';
import type { Value } from '../values/value.ts';
import { plainOf } from './plain.ts';
import { UnreadableDocument } from './unreadable-document.ts';

/** YAML 1.2 with the types of JSON, and one document. @throws UnreadableDocument */
export function readYaml(text: string): Value {
  return plainOf(parse(text));
}

function parse(text: string): unknown {
  try {
    return yaml.safeLoad(text, { schema: yaml.CORE_SCHEMA });
  } catch (cause) {
    throw new UnreadableDocument('a document is not YAML: correct it, or choose another content type', { cause });
  }
}
