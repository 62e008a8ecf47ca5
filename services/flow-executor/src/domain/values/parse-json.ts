import { DomainError } from '@patchbay/errors';
import type { Value } from './value.ts';

export const maxJsonDepth = 200;
/** Of one object: listing those of a larger one takes milliseconds. */
const maxMembers = 5_000;

export class NotJson extends DomainError {
  readonly kind = 'invalid';
  readonly code = 'flow.not-json';

  constructor(what: string, options?: ErrorOptions) {
    super(`the text is ${what}`, options);
  }
}

interface Source {
  source?: string;
}

/** Digits that a double cannot hold are ids: they stay text. */
const longNumber = /\d{16}/;

export function parseJson(text: string): Value {
  return requireModest(parse(text));
}

/** So that whatever looks at a document later needs no more than its time and its stack. @throws NotJson */
export function requireModest<T extends Value>(value: T, depth = maxJsonDepth): T {
  if (typeof value !== 'object' || value === null) return value;
  if (depth === 0) throw new NotJson(`nested more than ${maxJsonDepth} levels deep: send a flatter document`);
  const inner = Object.values(value);
  if (inner.length > maxMembers && !Array.isArray(value)) throw new NotJson(`an object with more than ${maxMembers} members: use a list`);
  for (const one of inner) requireModest(one, depth - 1);
  return value;
}

function parse(text: string): Value {
  try {
    return longNumber.test(text) ? JSON.parse(text, keepLongIntegers) : JSON.parse(text);
  } catch (cause) {
    throw new NotJson('not JSON: correct it or choose another content type', { cause });
  }
}

function keepLongIntegers(this: unknown, _key: string, value: unknown, { source }: Source = {}): unknown {
  if (typeof value !== 'number' || Number.isSafeInteger(value) || source === undefined) return value;
  return /^-?\d+$/.test(source) ? source : value;
}
