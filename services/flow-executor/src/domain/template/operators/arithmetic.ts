import { isList, numberOf, type Value } from '../../values/value.ts';
import { TemplateFailed } from '../template-failed.ts';
import type { Work } from '../work.ts';

/** Texts are joined, lists extended, everything else added. */
export function add(left: Value, right: Value, work: Work): Value {
  if (typeof left === 'string' || typeof right === 'string') return join(left, right, work);
  if (isList(left)) {
    work.makeList(left.length + 1);
    return [...left, right];
  }
  return operand(left) + operand(right);
}

export function join(left: Value, right: Value, work: Work): string {
  const one = work.text(left);
  const other = work.text(right);
  work.make(one.length + other.length);
  return work.made(one + other);
}

export function subtract(left: Value, right: Value): number {
  return operand(left) - operand(right);
}

export function multiply(left: Value, right: Value): number {
  return operand(left) * operand(right);
}

/** Between whole numbers as Java divides them: 204 / 100 is 2. */
export function divide(left: Value, right: Value): number {
  const dividend = operand(left);
  const divisor = nonZero(operand(right));
  const quotient = dividend / divisor;
  return Number.isInteger(dividend) && Number.isInteger(divisor) ? Math.trunc(quotient) : quotient;
}

export function remainder(left: Value, right: Value): number {
  return operand(left) % nonZero(operand(right));
}

/** What is empty counts as 0. */
export function operand(value: Value): number {
  if (value === null || value === '') return 0;
  const number = numberOf(value);
  if (number === undefined)
    throw new TemplateFailed('a template calculates with a value that is no number: check the types of its variables');
  return number;
}

function nonZero(divisor: number): number {
  if (divisor === 0) throw new TemplateFailed('a template divides by zero: test for it before');
  return divisor;
}
