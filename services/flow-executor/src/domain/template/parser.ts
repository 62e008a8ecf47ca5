import { dateText } from '../dates/date-text.ts';
import { isMap, memberOf, type Value } from '../values/value.ts';
import { BadTemplate, MalformedExpression } from './bad-template.ts';
import { Arguments, noArguments } from './functions/arguments.ts';
import { filters } from './functions/filters.ts';
import { elementOf, methods } from './functions/methods.ts';
import { lengthOf } from './functions/texts.ts';
import { Lexer, nameOf, type Token } from './lexer.ts';
import { operand } from './operators/arithmetic.ts';
import { type Infix, infixOperators, isTrue, power, tests } from './operators/operators.ts';
import type { Expression, Read, Scope } from './scope.ts';
import { cost, type Work } from './work.ts';

const constants: ReadonlyMap<string, Value> = new Map<string, Value>([
  ['true', true],
  ['false', false],
  ['null', null],
  ['none', null],
]);

/** Outputs whose keys are header names: read whatever their case. */
const headerOutputs: ReadonlySet<string> = new Set(['httpresponseheaders', 'headers']);

/** A part of an expression; of a bare name it also knows the name, because a member of it may be an output. */
interface Operand {
  readonly evaluate: Expression;
  readonly name?: string;
  readonly hasHeaderKeys?: boolean;
}

/** What follows an operand and is no operator between two. */
interface Suffix {
  readonly power: number;
  extend(left: Operand): Operand;
}

/** A Pratt parser: each expression becomes closures, and none of them reaches anything but the scope. */
export class Parser {
  readonly reads: Read[] = [];
  private readonly lexer: Lexer;
  private readonly suffixes: ReadonlyMap<string, Suffix> = new Map([
    ['.', { power: power.member, extend: (left: Operand) => this.member(left) }],
    ['[', { power: power.member, extend: (left: Operand) => this.element(left) }],
    ['|', { power: power.filter, extend: (left: Operand) => this.filter(left) }],
    ['is', { power: power.is, extend: (left: Operand) => this.test(left) }],
    ['?', { power: power.choose, extend: (left: Operand) => this.choice(left) }],
  ]);

  constructor(text: string, start: number) {
    this.lexer = new Lexer(text, start);
  }

  parse(): Expression {
    return this.expression(0).evaluate;
  }

  /** Takes `}}` and returns where the text goes on. */
  close(): number {
    const { end } = this.lexer.expect('}');
    const { start } = this.lexer.expect('}');
    if (start !== end) throw new MalformedExpression('"}}" is needed without a blank', end);
    return start + 1;
  }

  /** Takes nothing: the expression is the whole text. */
  closeAtEnd(): void {
    const rest = this.lexer.peek();
    if (rest.kind !== 'end') throw new MalformedExpression(`${nameOf(rest)} is not expected`, rest.start);
  }

  private expression(minimum: number): Operand {
    let left = this.prefix();
    for (;;) {
      const token = this.lexer.peek();
      const extended = this.extend(left, token, minimum);
      if (!extended) return left;
      left = extended;
    }
  }

  private prefix(): Operand {
    const token = this.lexer.next();
    if (token.kind === 'name') return this.name(token);
    if (token.kind === 'string') return constant(token.text);
    if (token.kind === 'number') return constant(Number(token.text));
    switch (token.text) {
      case '(':
        return this.group();
      case '[':
        return this.list();
      case '{':
        return this.map();
      case '-':
        return this.negated();
      default:
        throw new MalformedExpression(`a value is needed instead of ${nameOf(token)}`, token.start);
    }
  }

  private name(token: Token): Operand {
    const { text: name, start: position } = token;
    if (constants.has(name)) return constant(constants.get(name) ?? null);
    if (name === 'not') {
      const { evaluate } = this.expression(power.not);
      return { evaluate: (scope) => !isTrue(evaluate(scope)) };
    }
    if (this.lexer.isSymbol('(')) return this.call(token);
    this.reads.push({ name, position });
    return { evaluate: (scope) => scope.variable(name) ?? null, name };
  }

  private call({ text, start }: Token): Operand {
    if (text !== 'now') throw new BadTemplate(`there is no function ${text}`, start);
    this.lexer.next();
    this.lexer.expect(')');
    return { evaluate: ({ now }) => dateText(now) };
  }

  private group(): Operand {
    const { evaluate } = this.expression(0);
    this.lexer.expect(')');
    return { evaluate };
  }

  private negated(): Operand {
    const { evaluate } = this.expression(power.minus);
    return { evaluate: (scope) => -operand(evaluate(scope)) };
  }

  private list(): Operand {
    const items = this.until(']', () => this.parse());
    return { evaluate: (scope) => listOf(items, scope) };
  }

  private map(): Operand {
    const entries = this.until('}', () => {
      const key = this.lexer.next();
      if (key.kind !== 'string' && key.kind !== 'name')
        throw new MalformedExpression(`a key is needed instead of ${nameOf(key)}`, key.start);
      this.lexer.expect(':');
      return [key.text, this.parse()] as const;
    });
    return { evaluate: (scope) => mapOf(entries, scope) };
  }

  private until<T>(end: string, item: () => T): T[] {
    const items: T[] = [];
    if (this.lexer.accept(end)) return items;
    do items.push(item());
    while (this.lexer.accept(','));
    this.lexer.expect(end);
    return items;
  }

  /** What the next token makes of the operand, or undefined where it binds less tightly than asked for. */
  private extend(left: Operand, { kind, text }: Token, minimum: number): Operand | undefined {
    if (kind !== 'symbol' && kind !== 'name') return undefined;
    const infix = infixOperators.get(text);
    if (infix) return infix.power > minimum ? this.infix(left, infix) : undefined;
    const suffix = this.suffixes.get(text);
    return suffix && suffix.power > minimum ? suffix.extend(left) : undefined;
  }

  private infix({ evaluate }: Operand, { power: strength, combine }: Infix): Operand {
    this.lexer.next();
    return { evaluate: combine(evaluate, this.expression(strength).evaluate) };
  }

  private member(left: Operand): Operand {
    this.lexer.next();
    const { text: key } = this.lexer.expectName();
    if (this.lexer.isSymbol('(')) return this.method(left, key);
    const { name } = left;
    if (name === undefined) return { evaluate: memberReader(left, key) };
    const output = key.toLowerCase();
    return {
      evaluate: (scope) => {
        const value = scope.variable(name);
        return value === undefined ? (scope.output(name, output) ?? null) : propertyOf(value, key, scope.work);
      },
      hasHeaderKeys: headerOutputs.has(output),
    };
  }

  private element(left: Operand): Operand {
    this.lexer.next();
    const { evaluate: index } = this.expression(0);
    this.lexer.expect(']');
    const { evaluate, hasHeaderKeys } = left;
    if (!hasHeaderKeys) return { evaluate: (scope) => elementOf(evaluate(scope), index(scope), scope) };
    return { evaluate: (scope) => elementOf(evaluate(scope), scope.work.text(index(scope)).toLowerCase(), scope) };
  }

  private method(left: Operand, name: string): Operand {
    const call = methods.get(name);
    if (!call) throw new BadTemplate(`there is no method ${name}`, this.lexer.peek().start);
    const given = this.arguments();
    const { evaluate } = left;
    return { evaluate: (scope) => paid(scope, call(evaluate(scope), given, scope)) };
  }

  private filter(left: Operand): Operand {
    this.lexer.next();
    const { text: name, start } = this.lexer.expectName();
    const filter = filters.get(name);
    if (!filter) throw new BadTemplate(`there is no filter ${name}`, start);
    const given = this.lexer.isSymbol('(') ? this.arguments() : noArguments;
    const foreign = [...given.named.keys()].find((argument) => !filter.named.includes(argument));
    if (foreign !== undefined) throw new BadTemplate(`the filter ${name} has no argument ${foreign}`, start);
    if (given.positional.length > filter.maxArguments)
      throw new BadTemplate(`the filter ${name} takes ${filter.maxArguments} arguments by position`, start);
    const { evaluate } = left;
    return { evaluate: (scope) => paid(scope, filter.apply(evaluate(scope), given, scope)) };
  }

  private arguments(): Arguments {
    this.lexer.expect('(');
    const named = new Map<string, Expression>();
    const positional: Expression[] = [];
    this.until(')', () => {
      const { name, evaluate } = this.expression(0);
      if (name === undefined || !this.lexer.accept('=')) return positional.push(evaluate);
      this.reads.pop();
      return named.set(name, this.parse());
    });
    return new Arguments(positional, named);
  }

  private test({ evaluate }: Operand): Operand {
    this.lexer.next();
    const negated = this.lexer.isName('not');
    if (negated) this.lexer.next();
    const { text: name, start } = this.lexer.expectName();
    const test = tests.get(name);
    if (!test) throw new BadTemplate(`there is no test ${name}`, start);
    return { evaluate: (scope) => test(evaluate(scope), scope.work) !== negated };
  }

  private choice({ evaluate }: Operand): Operand {
    this.lexer.next();
    const chosen = this.parse();
    this.lexer.expect(':');
    const other = this.expression(power.choose - 1).evaluate;
    return { evaluate: (scope) => (isTrue(evaluate(scope)) ? chosen(scope) : other(scope)) };
  }
}

function constant(value: Value): Operand {
  return { evaluate: () => value };
}

function memberReader({ evaluate, hasHeaderKeys }: Operand, key: string): Expression {
  const name = hasHeaderKeys ? key.toLowerCase() : key;
  return (scope) => propertyOf(evaluate(scope), name, scope.work);
}

function propertyOf(value: Value, key: string, work: Work): Value {
  const own = isMap(value) ? memberOf(value, key) : undefined;
  if (own !== undefined) return own;
  return key === 'length' && value !== null && !isMap(value) ? lengthOf(value, work) : null;
}

function paid({ work }: Scope, value: Value): Value {
  work.spend(cost.step);
  return typeof value === 'string' ? work.made(value) : value;
}

function listOf(items: readonly Expression[], scope: Scope): Value {
  scope.work.makeList(items.length);
  return items.map((item) => item(scope));
}

function mapOf(entries: readonly (readonly [string, Expression])[], scope: Scope): Value {
  scope.work.makeMap(entries.length);
  const map: Record<string, Value> = Object.create(null);
  for (const [key, value] of entries) map[key] = value(scope);
  return map;
}
