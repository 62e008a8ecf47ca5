import { epochMillisOf } from '../../dates/date-text.ts';
import { formatDate } from '../../dates/format-date.ts';
import { isUtc } from '../../dates/time-zone.ts';
import { isList, isMap, type Value } from '../../values/value.ts';
import { operand } from '../operators/arithmetic.ts';
import { checkedEmpty, isTrue } from '../operators/operators.ts';
import type { Scope } from '../scope.ts';
import { TemplateFailed } from '../template-failed.ts';
import { cost, type Work } from '../work.ts';
import type { Arguments } from './arguments.ts';
import { decodeBase64, encodeBase64 } from './base64.ts';
import { formatNumber } from './number-format.ts';
import { changed, json, lengthOf, replaceAll, slice, split, urlEncode } from './texts.ts';

interface Filter {
  /** Names of arguments that may be given by name. */
  readonly named: readonly string[];
  readonly maxArguments: number;
  apply(input: Value, given: Arguments, scope: Scope): Value;
}

function filter(maxArguments: number, apply: Filter['apply'], named: readonly string[] = []): Filter {
  return { maxArguments, named, apply };
}

/** A text made of a text. */
function ofText(change: (text: string, work: Work) => string): Filter {
  return filter(0, (input, _given, { work }) => change(work.text(input), work));
}

export const filters: ReadonlyMap<string, Filter> = new Map([
  ['slice', filter(2, (input, given, scope) => slice(input, given.number(scope, 0) ?? 0, given.number(scope, 1), scope.work))],
  ['replace', filter(1, replaceEach)],
  ['length', filter(0, (input, _given, { work }) => lengthOf(input, work))],
  ['lower', ofText((text, work) => changed(text, work, (all) => all.toLowerCase()))],
  ['upper', ofText((text, work) => changed(text, work, (all) => all.toUpperCase()))],
  ['trim', ofText((text, work) => changed(text, work, (all) => all.trim()))],
  ['capitalize', ofText((text, work) => changed(text, work, (all) => all.charAt(0).toUpperCase() + all.slice(1)))],
  ['abs', filter(0, (input) => Math.abs(operand(input)))],
  ['raw', filter(0, (input) => input)],
  ['split', filter(1, (input, given, scope) => split(scope.work.text(input), given.text(scope, 0), scope.work))],
  ['join', filter(1, joined)],
  ['first', filter(0, (input, _given, { work }) => (isList(input) ? (input[0] ?? null) : work.text(input).charAt(0)))],
  ['last', filter(0, (input, _given, { work }) => (isList(input) ? (input.at(-1) ?? null) : work.text(input).slice(-1)))],
  ['default', filter(1, (input, given, scope) => (checkedEmpty(input, scope.work) ? given.value(scope, 0) : input))],
  ['json', filter(0, (input, _given, { work }) => json(input, work))],
  ['escape', filter(1, escaped, ['strategy'])],
  ['urlencode', ofText(urlEncode)],
  ['base64encode', ofText(encodeBase64)],
  ['base64decode', ofText(decodeBase64)],
  ['numberformat', filter(1, numberFormat, ['format'])],
  ['epoch', filter(0, epoch, ['inMillis', 'format'])],
  ['date', filter(1, date, ['format', 'existingFormat', 'timeZone'])],
]);

/** `{"+1": ""}`: one after the other, in their order. */
function replaceEach(input: Value, given: Arguments, scope: Scope): Value {
  const { work } = scope;
  const replacements = given.value(scope, 0);
  if (!isMap(replacements)) throw new TemplateFailed('the filter replace needs a map: write replace({"from": "to"})');
  const entries = Object.entries(replacements);
  work.spend(cost.member * entries.length);
  let text = work.text(input);
  for (const [search, replacement] of entries) text = replaceAll(text, search, work.text(replacement), work);
  return text;
}

function joined(input: Value, given: Arguments, scope: Scope): Value {
  if (!isList(input)) return input;
  const { work } = scope;
  const separator = given.text(scope, 0);
  work.makeList(input.length);
  const texts = input.map((item) => work.text(item));
  work.make(texts.reduce((length, text) => length + text.length + separator.length, 0));
  work.spend(cost.piece * texts.length);
  return texts.join(separator);
}

function escaped(input: Value, given: Arguments, scope: Scope): Value {
  if (given.text(scope, 0, 'strategy') !== 'json') throw new TemplateFailed("the filter escape knows JSON only: write escape('json')");
  return json(scope.work.text(input), scope.work).slice(1, -1);
}

function numberFormat(input: Value, given: Arguments, scope: Scope): Value {
  scope.work.spend(cost.formatting);
  return formatNumber(input, given.text(scope, 0, 'format'), scope.work);
}

function epoch(input: Value, given: Arguments, scope: Scope): Value {
  scope.work.spend(cost.formatting);
  if (checkedEmpty(input, scope.work)) return null;
  const millis = epochMillisOf(input, given.text(scope, -1, 'format'));
  return isTrue(given.value(scope, -1, 'inMillis')) ? millis : Math.floor(millis / 1_000);
}

function date(input: Value, given: Arguments, scope: Scope): Value {
  const zone = given.text(scope, -1, 'timeZone') || 'UTC';
  scope.work.spend(isUtc(zone) ? cost.formatting : cost.loading);
  if (checkedEmpty(input, scope.work)) return '';
  const millis = epochMillisOf(input, given.text(scope, -1, 'existingFormat'));
  return formatDate(millis, given.text(scope, 0, 'format'), zone);
}
