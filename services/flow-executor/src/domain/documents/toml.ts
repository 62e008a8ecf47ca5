import { parse } from 'smol-toml';
import type { Value } from '../values/value.ts';
import { plainOf } from './plain.ts';
import { UnreadableDocument } from './unreadable-document.ts';

/** @throws UnreadableDocument */
export function readToml(text: string): Value {
  return plainOf(parsed(text));
}

function parsed(text: string): unknown {
  try {
    return parse(text, { integersAsBigInt: 'asNeeded' });
  } catch (cause) {
    throw new UnreadableDocument('a document is not TOML: correct it, or choose another content type', { cause });
  }
}
