import { type JSONPathQuery, jsonpath } from 'json-p3';
import { isList, isMap, memberOf, numberOf, type Value } from '../values/value.ts';
import { BadJsonPath } from './bad-json-path.ts';
import type { Search, Select } from './search.ts';
import type { Steps } from './steps.ts';

const { expressions } = jsonpath;
type Expression = InstanceType<typeof expressions.FilterExpression>;
type Call = InstanceType<typeof expressions.FunctionExtension>;

type Filter = (current: Value, search: Search) => boolean;
/** Undefined where a query finds nothing. */
type Operand = (current: Value, search: Search) => Value | undefined;
/** Of the queries within a filter. */
type CompileSelect = (query: JSONPathQuery) => Select;

export function compileFilter(expression: Expression, compile: CompileSelect): Filter {
  if (expression instanceof expressions.LogicalExpression) return compileFilter(expression.expression, compile);
  if (expression instanceof expressions.PrefixExpression) return negated(compileFilter(expression.right, compile));
  if (expression instanceof expressions.InfixExpression) return compileInfix(expression, compile);
  if (expression instanceof expressions.FilterQuery) {
    const select = selectOf(expression, compile);
    return (current, search) => select(current, search).length > 0;
  }
  const operand = compileOperand(expression, compile);
  return (current, search) => operand(current, search) === true;
}

function negated(filter: Filter): Filter {
  return (current, search) => !filter(current, search);
}

function compileInfix({ operator, left, right }: InstanceType<typeof expressions.InfixExpression>, compile: CompileSelect): Filter {
  if (operator === '&&' || operator === '||') {
    const [one, other] = [compileFilter(left, compile), compileFilter(right, compile)];
    if (operator === '&&') return (current, search) => one(current, search) && other(current, search);
    return (current, search) => one(current, search) || other(current, search);
  }
  const [one, other] = [compileOperand(left, compile), compileOperand(right, compile)];
  const compare = comparisons[operator];
  if (!compare) throw new BadJsonPath(`there is no operator ${operator}`);
  return (current, search) => compare(one(current, search), other(current, search), search.steps);
}

function compileOperand(expression: Expression, compile: CompileSelect): Operand {
  if (expression instanceof expressions.NullLiteral) return () => null;
  if (
    expression instanceof expressions.StringLiteral ||
    expression instanceof expressions.NumberLiteral ||
    expression instanceof expressions.BooleanLiteral
  ) {
    const { value } = expression;
    return () => value;
  }
  if (expression instanceof expressions.FilterQuery) {
    const select = selectOf(expression, compile);
    return (current, search) => only(select(current, search));
  }
  if (expression instanceof expressions.FunctionExtension) return compileCall(expression, compile);
  throw new BadJsonPath('a filter compares something that has no value');
}

/** The functions of RFC 9535, without those that run an author's regular expression on a stranger's text. */
function compileCall({ name, args: [argument] }: Call, compile: CompileSelect): Operand {
  if (name === 'length' && argument) {
    const operand = compileOperand(argument, compile);
    return (current, search) => {
      const value = operand(current, search);
      const length = lengthOf(value);
      if (length !== undefined && typeof value === 'object') search.steps.list(length);
      return length;
    };
  }
  if (argument instanceof expressions.FilterQuery && (name === 'count' || name === 'value')) {
    const select = selectOf(argument, compile);
    if (name === 'count') return (current, search) => select(current, search).length;
    return (current, search) => only(select(current, search));
  }
  throw new BadJsonPath(`there is no function ${name}`);
}

function selectOf(query: InstanceType<typeof expressions.FilterQuery>, compile: CompileSelect): Select {
  const select = compile(query.path);
  if (query instanceof expressions.RootQuery) return (_current, search) => select(search.root, search);
  return select;
}

function only(values: readonly Value[]): Value | undefined {
  return values.length === 1 ? values[0] : undefined;
}

export function lengthOf(value: Value | undefined): number | undefined {
  if (typeof value === 'string' || (value !== undefined && isList(value))) return value.length;
  return value !== undefined && isMap(value) ? Object.keys(value).length : undefined;
}

/** To see whether texts spell numbers. */
const stepsPerSpelling = 3;

type Comparison = (left: Value | undefined, right: Value | undefined, steps: Steps) => boolean;

const comparisons: Readonly<Record<string, Comparison>> = {
  '==': same,
  '!=': (left, right, steps) => !same(left, right, steps),
  '<': less,
  '>': (left, right, steps) => less(right, left, steps),
  '<=': (left, right, steps) => less(left, right, steps) || same(left, right, steps),
  '>=': (left, right, steps) => less(right, left, steps) || same(left, right, steps),
};

/** As Jayway compares: the number 7 is the text "7". */
function same(left: Value | undefined, right: Value | undefined, steps: Steps): boolean {
  steps.spend();
  if (typeof left === 'string' && typeof right === 'string') return sameText(left, right, steps);
  if (left === right) return true;
  if (left === undefined || right === undefined || left === null || right === null) return false;
  if (typeof left !== 'object' || typeof right !== 'object') return sameNumber(left, right, steps);
  if (isList(left)) return isList(right) && left.length === right.length && left.every((item, index) => same(item, right[index], steps));
  if (!isMap(left) || !isMap(right)) return false;
  const keys = Object.keys(left);
  const others = Object.keys(right).length;
  steps.list(keys.length + others);
  return keys.length === others && keys.every((key) => same(memberOf(left, key), memberOf(right, key), steps));
}

function sameText(left: string, right: string, steps: Steps): boolean {
  if (left.length !== right.length) return false;
  steps.read(left.length);
  return left === right;
}

function sameNumber(left: Value, right: Value, steps: Steps): boolean {
  steps.spend(stepsPerSpelling);
  return typeof left !== typeof right && numberOf(left) !== undefined && numberOf(left) === numberOf(right);
}

function less(left: Value | undefined, right: Value | undefined, steps: Steps): boolean {
  steps.spend();
  if (typeof left === 'string' && typeof right === 'string') {
    steps.read(Math.min(left.length, right.length));
    return left < right;
  }
  if (left === undefined || right === undefined) return false;
  steps.spend(stepsPerSpelling);
  const [one, other] = [numberOf(left), numberOf(right)];
  return one !== undefined && other !== undefined && one < other;
}
