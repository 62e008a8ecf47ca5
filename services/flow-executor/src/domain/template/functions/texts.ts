import { isList, textOf, type Value } from '../../values/value.ts';
import type { Work } from '../work.ts';
import { separatorOf } from './separator.ts';

/** What a new text of its own costs, as often as a text may fall apart. */
const piece = 3;

/** Beyond the ends the text or list simply ends: callers' numbers are shorter than authors think. */
export function slice(value: Value, from: number, to: number | undefined, work: Work): Value {
  const start = Math.max(0, from);
  if (isList(value)) return value.slice(start, to === undefined ? undefined : Math.max(0, to));
  const text = textOf(value);
  work.spend(text.length);
  return text.slice(start, to === undefined ? undefined : Math.max(0, to));
}

export function replaceAll(text: string, search: string, replacement: string, work: Work): string {
  if (search === '') return text;
  work.spend(text.length + piece * Math.ceil(text.length / search.length));
  const parts = text.split(search);
  work.make(text.length + (parts.length - 1) * (replacement.length - search.length));
  return parts.join(replacement);
}

/** As Java does, empty texts at the end are left out. */
export function split(text: string, pattern: string, work: Work): string[] {
  const separator = separatorOf(pattern);
  work.spend(text.length + piece * Math.ceil(text.length / Math.max(1, separator.length)));
  const parts = text.split(separator);
  while (parts.length > 1 && parts.at(-1) === '') parts.pop();
  return parts;
}

/** As Java encodes forms: a blank becomes `+`. */
export function urlEncode(text: string, work: Work): string {
  work.spend(4 * text.length);
  const encoded = encodeURIComponent(text.toWellFormed())
    .replace(/[!'()~]/g, percent)
    .replaceAll('%20', '+');
  work.make(encoded.length);
  return encoded;
}

function percent(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}

export function lengthOf(value: Value): number {
  if (isList(value)) return value.length;
  if (typeof value === 'object' && value !== null) return Object.keys(value).length;
  return textOf(value).length;
}

export function json(value: Value, work: Work): string {
  const text = JSON.stringify(value);
  work.make(text.length);
  work.spend(text.length);
  return text;
}
