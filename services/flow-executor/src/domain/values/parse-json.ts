import { DomainError } from '@patchbay/errors';
import type { Value } from './value.ts';

export const maxJsonDepth = 200;

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
  const value = parse(text);
  if (exceeds(value, maxJsonDepth)) throw new NotJson(`JSON nested more than ${maxJsonDepth} levels deep: send a flatter document`);
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

function exceeds(value: Value, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (depth === 0) return true;
  return Object.values(value).some((inner) => exceeds(inner, depth - 1));
}
