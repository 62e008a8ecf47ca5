import { isEmpty, isList, isMap, numberOf, type Value } from '../../values/value.ts';
import type { Expression } from '../scope.ts';
import { cost, type Work } from '../work.ts';
import { add, divide, join, multiply, remainder, subtract } from './arithmetic.ts';
import { compare, contains, equal } from './comparison.ts';

export interface Infix {
  readonly power: number;
  combine(left: Expression, right: Expression): Expression;
}

/** How tightly each binds; the tightest come first. */
export const power = {
  member: 100,
  join: 90,
  minus: 85,
  filter: 80,
  times: 70,
  plus: 60,
  compare: 50,
  is: 40,
  not: 35,
  and: 30,
  or: 20,
  choose: 10,
} as const;

function strict(strength: number, apply: (left: Value, right: Value, work: Work) => Value): Infix {
  const combine: Infix['combine'] = (left, right) => (scope) => {
    scope.work.spend(cost.step);
    return apply(left(scope), right(scope), scope.work);
  };
  return { power: strength, combine };
}

export const infixOperators: ReadonlyMap<string, Infix> = new Map([
  ['~', strict(power.join, join)],
  ['*', strict(power.times, multiply)],
  ['/', strict(power.times, divide)],
  ['%', strict(power.times, remainder)],
  ['+', strict(power.plus, add)],
  ['-', strict(power.plus, subtract)],
  ['==', strict(power.compare, equal)],
  ['equals', strict(power.compare, equal)],
  ['!=', strict(power.compare, (left, right, work) => !equal(left, right, work))],
  ['<', strict(power.compare, (left, right, work) => compare(left, right, work) < 0)],
  ['<=', strict(power.compare, (left, right, work) => compare(left, right, work) <= 0)],
  ['>', strict(power.compare, (left, right, work) => compare(left, right, work) > 0)],
  ['>=', strict(power.compare, (left, right, work) => compare(left, right, work) >= 0)],
  ['contains', strict(power.compare, contains)],
  ['in', strict(power.compare, (left, right, work) => contains(right, left, work))],
  ['and', { power: power.and, combine: (left, right) => (scope) => isTrue(left(scope)) && isTrue(right(scope)) }],
  ['or', { power: power.or, combine: (left, right) => (scope) => isTrue(left(scope)) || isTrue(right(scope)) }],
]);

/** What may stand after `is` and `is not`. */
export const tests: ReadonlyMap<string, (value: Value, work: Work) => boolean> = new Map([
  ['empty', checkedEmpty],
  ['null', (value: Value) => value === null],
  ['defined', (value: Value) => value !== null],
  ['iterable', (value: Value) => isList(value)],
  ['map', (value: Value) => isMap(value)],
  ['odd', (value: Value) => Math.abs((numberOf(value) ?? 0) % 2) === 1],
  ['even', (value: Value) => (numberOf(value) ?? 1) % 2 === 0],
]);

/** Booleans are often text, as in a STRING variable or an output. */
export function isTrue(value: Value): boolean {
  return value === true || (typeof value === 'string' && value.length < 100 && value.trim().toLowerCase() === 'true');
}

/** Blank texts are empty and have to be read to their end, and the members of a map are listed. */
export function checkedEmpty(value: Value, work: Work): boolean {
  if (typeof value === 'string') work.spend(value.length);
  if (!isMap(value)) return isEmpty(value);
  const { length } = Object.keys(value);
  work.spend(cost.member * length);
  return length === 0;
}
