import { epochMillisOf } from '../../dates/date-text.ts';
import { formatDate } from '../../dates/format-date.ts';
import { isUtc } from '../../dates/time-zone.ts';
import { isEmpty, isList, isMap, textOf, type Value } from '../../values/value.ts';
import { isTrue } from '../operators/operators.ts';
import type { Scope } from '../scope.ts';
import { TemplateFailed } from '../template-failed.ts';
import type { Arguments } from './arguments.ts';
import { formatNumber } from './number-format.ts';
import { json, lengthOf, replaceAll, slice, split, urlEncode } from './texts.ts';

interface Filter {
  /** Names of arguments that may be given by name. */
  readonly named: readonly string[];
  readonly maxArguments: number;
  apply(input: Value, given: Arguments, scope: Scope): Value;
}

function filter(maxArguments: number, apply: Filter['apply'], named: readonly string[] = []): Filter {
  return { maxArguments, named, apply };
}

/** Dates and numbers are formatted by tables of the platform, far slower than text, and tables of a new time zone are loaded. */
const formatting = 2_000;
const zonedFormatting = 20_000;

export const filters: ReadonlyMap<string, Filter> = new Map([
  ['slice', filter(2, (input, given, scope) => slice(input, given.number(scope, 0) ?? 0, given.number(scope, 1), scope.work))],
  ['replace', filter(1, replaceEach)],
  ['length', filter(0, lengthOf)],
  ['lower', filter(0, (input, _given, { work }) => charged(input, work, (text) => text.toLowerCase()))],
  ['upper', filter(0, (input, _given, { work }) => charged(input, work, (text) => text.toUpperCase()))],
  ['trim', filter(0, (input, _given, { work }) => charged(input, work, (text) => text.trim()))],
  ['split', filter(1, (input, given, scope) => split(textOf(input), given.text(scope, 0), scope.work))],
  ['join', filter(1, joined)],
  ['first', filter(0, (input) => (isList(input) ? (input[0] ?? null) : textOf(input).charAt(0)))],
  ['last', filter(0, (input) => (isList(input) ? (input.at(-1) ?? null) : textOf(input).slice(-1)))],
  ['default', filter(1, (input, given, scope) => (isEmpty(input) ? given.value(scope, 0) : input))],
  ['json', filter(0, (input, _given, { work }) => json(input, work))],
  ['escape', filter(1, escaped, ['strategy'])],
  ['urlencode', filter(0, (input, _given, { work }) => urlEncode(textOf(input), work))],
  ['numberformat', filter(1, numberFormat, ['format'])],
  ['epoch', filter(0, epoch, ['inMillis', 'format'])],
  ['date', filter(1, date, ['format', 'existingFormat', 'timeZone'])],
]);

function charged(input: Value, work: Scope['work'], change: (text: string) => string): string {
  const text = textOf(input);
  work.make(text.length);
  return change(text);
}

/** `{"+1": ""}`: one after the other, in their order. */
function replaceEach(input: Value, given: Arguments, scope: Scope): Value {
  const replacements = given.value(scope, 0);
  if (!isMap(replacements)) throw new TemplateFailed('the filter replace needs a map: write replace({"from": "to"})');
  let text = textOf(input);
  for (const [search, replacement] of Object.entries(replacements)) text = replaceAll(text, search, textOf(replacement), scope.work);
  return text;
}

function joined(input: Value, given: Arguments, scope: Scope): Value {
  if (!isList(input)) return input;
  const separator = given.text(scope, 0);
  const texts = input.map(textOf);
  scope.work.make(texts.reduce((length, text) => length + text.length + separator.length, 0));
  return texts.join(separator);
}

function escaped(input: Value, given: Arguments, scope: Scope): Value {
  if (given.text(scope, 0, 'strategy') !== 'json') throw new TemplateFailed("the filter escape knows JSON only: write escape('json')");
  return json(textOf(input), scope.work).slice(1, -1);
}

function numberFormat(input: Value, given: Arguments, scope: Scope): Value {
  scope.work.spend(formatting);
  return formatNumber(input, given.text(scope, 0, 'format'));
}

function epoch(input: Value, given: Arguments, scope: Scope): Value {
  scope.work.spend(formatting);
  if (isEmpty(input)) return null;
  const millis = epochMillisOf(input, given.text(scope, -1, 'format'));
  return isTrue(given.value(scope, -1, 'inMillis')) ? millis : Math.floor(millis / 1_000);
}

function date(input: Value, given: Arguments, scope: Scope): Value {
  const zone = given.text(scope, -1, 'timeZone') || 'UTC';
  scope.work.spend(isUtc(zone) ? formatting : zonedFormatting);
  if (isEmpty(input)) return '';
  const millis = epochMillisOf(input, given.text(scope, -1, 'existingFormat'));
  return formatDate(millis, given.text(scope, 0, 'format'), zone);
}
