import { isList, isMap, type Value } from '../../values/value.ts';
import { cost, type Work } from '../work.ts';
import { separatorOf } from './separator.ts';

/** Beyond the ends the text or list simply ends: callers' numbers are shorter than authors think. */
export function slice(value: Value, from: number, to: number | undefined, work: Work): Value {
  const start = Math.max(0, from);
  const end = to === undefined ? undefined : Math.max(0, to);
  if (isList(value)) {
    work.makeList(value.length);
    return value.slice(start, end);
  }
  const text = work.text(value);
  work.spend(text.length);
  return text.slice(start, end);
}

export function replaceAll(text: string, search: string, replacement: string, work: Work): string {
  if (search === '') return text;
  work.spend(cost.step + text.length + cost.piece * Math.ceil(text.length / search.length));
  const parts = text.split(search);
  work.make(text.length + (parts.length - 1) * (replacement.length - search.length));
  return parts.join(replacement);
}

/** As Java does, empty texts at the end are left out. */
export function split(text: string, pattern: string, work: Work): string[] {
  const separator = separatorOf(pattern);
  work.spend(text.length + cost.piece * Math.ceil(text.length / Math.max(1, separator.length)));
  const parts = text.split(separator);
  work.makeList(parts.length);
  while (parts.length > 1 && parts.at(-1) === '') parts.pop();
  return parts;
}

const beyondAscii = /[^\0-\x7f]/;
const beyondLatin = /[^\0-\xff]/;

/** A text in another case, or without its blanks. */
export function changed(text: string, work: Work, change: (text: string) => string): string {
  work.make(text.length);
  if (beyondLatin.test(text)) work.spend(cost.wideCharacter * text.length);
  return change(text);
}

/** As Java encodes forms: a blank becomes `+`. */
export function urlEncode(text: string, work: Work): string {
  work.spend((beyondAscii.test(text) ? cost.wideEncoded : cost.encoded) * text.length);
  const encoded = encodeURIComponent(text.toWellFormed())
    .replace(/[!'()~]/g, percent)
    .replaceAll('%20', '+');
  work.make(encoded.length);
  return encoded;
}

function percent(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}

export function lengthOf(value: Value, work: Work): number {
  if (isList(value)) return value.length;
  if (!isMap(value)) return work.text(value).length;
  const { length } = Object.keys(value);
  work.spend(cost.member * length);
  return length;
}

export function json(value: Value, work: Work): string {
  const text = typeof value === 'string' ? quoted(value, work) : value === null ? 'null' : work.text(value);
  work.make(text.length);
  return text;
}

function quoted(text: string, work: Work): string {
  work.spend(cost.quoted * text.length);
  return JSON.stringify(text);
}
