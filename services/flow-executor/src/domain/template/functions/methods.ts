import { isList, isMap, memberOf, numberOf, textOf, type Value } from '../../values/value.ts';
import { contains, equal } from '../operators/comparison.ts';
import type { Scope } from '../scope.ts';
import type { Arguments } from './arguments.ts';
import { lengthOf, replaceAll, slice, split } from './texts.ts';

/** The methods of Java's texts that flows call, as in `number.replace("-", "")`. */
export const methods: ReadonlyMap<string, (target: Value, given: Arguments, scope: Scope) => Value> = new Map([
  ['split', (target: Value, given: Arguments, scope: Scope) => split(textOf(target), given.text(scope, 0), scope.work)],
  [
    'replace',
    (target: Value, given: Arguments, scope: Scope) => replaceAll(textOf(target), given.text(scope, 0), given.text(scope, 1), scope.work),
  ],
  [
    'substring',
    (target: Value, given: Arguments, scope: Scope) =>
      slice(textOf(target), given.number(scope, 0) ?? 0, given.number(scope, 1), scope.work),
  ],
  ['length', lengthOf],
  ['contains', (target: Value, given: Arguments, scope: Scope) => contains(target, given.value(scope, 0), scope.work)],
  ['equals', (target: Value, given: Arguments, scope: Scope) => equal(target, given.value(scope, 0), scope.work)],
  ['toLowerCase', (target: Value, _given: Arguments, scope: Scope) => made(textOf(target).toLowerCase(), scope)],
  ['toUpperCase', (target: Value, _given: Arguments, scope: Scope) => made(textOf(target).toUpperCase(), scope)],
  ['trim', (target: Value, _given: Arguments, scope: Scope) => made(textOf(target).trim(), scope)],
]);

function made(text: string, scope: Scope): string {
  scope.work.make(text.length);
  return text;
}

/** An element of a list or a member of a map; of anything else, nothing. */
export function elementOf(target: Value, index: Value): Value {
  if (isMap(target)) return memberOf(target, textOf(index)) ?? null;
  const position = isList(target) ? numberOf(index) : undefined;
  return position === undefined ? null : ((target as readonly Value[])[position] ?? null);
}
