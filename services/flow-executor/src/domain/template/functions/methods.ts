import { isList, isMap, memberOf, numberOf, type Value } from '../../values/value.ts';
import { join } from '../operators/arithmetic.ts';
import { contains, equal } from '../operators/comparison.ts';
import type { Scope } from '../scope.ts';
import type { Arguments } from './arguments.ts';
import { changed, lengthOf, replaceAll, slice, split } from './texts.ts';

type Method = (target: Value, given: Arguments, scope: Scope) => Value;

/** Of a text and its first argument as text; both are paid for. */
function ofTexts(apply: (text: string, argument: string) => Value): Method {
  return (target, given, scope) => {
    const text = scope.work.text(target);
    const argument = given.text(scope, 0);
    scope.work.spend(text.length + argument.length);
    return apply(text, argument);
  };
}

function inCase(change: (text: string) => string): Method {
  return (target, _given, { work }) => changed(work.text(target), work, change);
}

const size: Method = (target, _given, { work }) => lengthOf(target, work);

/** The methods of Java's texts, lists and maps that flows call, as in `number.replace("-", "")`. */
export const methods: ReadonlyMap<string, Method> = new Map<string, Method>([
  ['split', (target, given, scope) => split(scope.work.text(target), given.text(scope, 0), scope.work)],
  ['replace', (target, given, scope) => replaceAll(scope.work.text(target), given.text(scope, 0), given.text(scope, 1), scope.work)],
  ['substring', (target, given, scope) => slice(scope.work.text(target), given.number(scope, 0) ?? 0, given.number(scope, 1), scope.work)],
  ['length', size],
  ['size', size],
  ['contains', (target, given, scope) => contains(target, given.value(scope, 0), scope.work)],
  ['equals', (target, given, scope) => equal(target, given.value(scope, 0), scope.work)],
  ['equalsIgnoreCase', ofTexts((text, other) => text.length === other.length && text.toLowerCase() === other.toLowerCase())],
  ['startsWith', ofTexts((text, beginning) => text.startsWith(beginning))],
  ['endsWith', ofTexts((text, ending) => text.endsWith(ending))],
  ['indexOf', ofTexts((text, sought) => text.indexOf(sought))],
  ['lastIndexOf', ofTexts((text, sought) => text.lastIndexOf(sought))],
  ['concat', (target, given, scope) => join(target, given.value(scope, 0), scope.work)],
  ['charAt', (target, given, scope) => scope.work.text(target).charAt(given.number(scope, 0) ?? 0)],
  ['get', (target, given, scope) => elementOf(target, given.value(scope, 0), scope)],
  ['isEmpty', (target, _given, { work }) => lengthOf(target, work) === 0],
  ['toString', (target, _given, { work }) => work.text(target)],
  ['toLowerCase', inCase((text) => text.toLowerCase())],
  ['toUpperCase', inCase((text) => text.toUpperCase())],
  ['trim', inCase((text) => text.trim())],
]);

/** An element of a list or a member of a map; of anything else, nothing. */
export function elementOf(target: Value, index: Value, { work }: Scope): Value {
  if (isMap(target)) return memberOf(target, work.text(index)) ?? null;
  const position = isList(target) ? numberOf(index) : undefined;
  return position === undefined ? null : ((target as readonly Value[])[position] ?? null);
}
