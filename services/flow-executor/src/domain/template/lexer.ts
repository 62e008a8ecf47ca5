import { BadTemplate, MalformedExpression } from './bad-template.ts';

export interface Token {
  readonly kind: 'name' | 'number' | 'string' | 'symbol' | 'end';
  /** Of a string: what it says, without its quotes. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

const blank = /\s*/y;
const patterns = [
  ['name', /[A-Za-z_$][A-Za-z0-9_$]*/y],
  ['number', /\d+(\.\d+)?/y],
  ['string', /"(?:[^"\\]|\\[\s\S])*"|'(?:[^'\\]|\\[\s\S])*'/y],
  ['symbol', /==|!=|<=|>=|[-<>+*/%~|.,:?()[\]{}=]/y],
] as const;

/** Longest expression, in tokens: bounds how deep its closures nest. */
const maxTokens = 1_000;

/** Reads the tokens of one expression, one ahead. It does not look for the closing braces: only the parser knows whether `}` ends a map. */
export class Lexer {
  private ahead: Token | undefined;
  private count = 0;

  constructor(
    private readonly text: string,
    private position: number,
  ) {}

  /** Reads no further than asked: behind the last token of an expression stands text of any kind. */
  peek(): Token {
    this.ahead ??= this.read(this.position);
    return this.ahead;
  }

  next(): Token {
    const token = this.peek();
    this.count += 1;
    if (this.count > maxTokens) throw new BadTemplate(`an expression is longer than ${maxTokens} words and signs`, token.start);
    this.ahead = undefined;
    this.position = token.end;
    return token;
  }

  isSymbol(text: string): boolean {
    const { kind, text: ahead } = this.peek();
    return kind === 'symbol' && ahead === text;
  }

  isName(text: string): boolean {
    const { kind, text: ahead } = this.peek();
    return kind === 'name' && ahead === text;
  }

  /** Takes the symbol if it comes next. */
  accept(text: string): boolean {
    if (!this.isSymbol(text)) return false;
    this.next();
    return true;
  }

  expect(text: string): Token {
    if (this.isSymbol(text)) return this.next();
    throw this.unexpected(`"${text}"`);
  }

  expectName(): Token {
    if (this.peek().kind === 'name') return this.next();
    throw this.unexpected('a name');
  }

  private unexpected(needed: string): BadTemplate {
    const found = this.peek();
    return new MalformedExpression(`${needed} is needed instead of ${nameOf(found)}`, found.start);
  }

  private read(from: number): Token {
    blank.lastIndex = from;
    blank.exec(this.text);
    const start = blank.lastIndex;
    if (start >= this.text.length) return { kind: 'end', text: '', start, end: start };
    for (const [kind, pattern] of patterns) {
      pattern.lastIndex = start;
      const found = pattern.exec(this.text)?.[0];
      if (found !== undefined) return { kind, text: kind === 'string' ? unquote(found) : found, start, end: pattern.lastIndex };
    }
    throw new MalformedExpression(`"${this.text.charAt(start)}" is not understood`, start);
  }
}

export function nameOf({ kind, text }: Token): string {
  return kind === 'end' ? 'the end' : `"${text}"`;
}

/** As in Pebble, a backslash escapes the quote and nothing else. */
function unquote(literal: string): string {
  const quote = literal.charAt(0);
  return literal.slice(1, -1).replaceAll(`\\${quote}`, quote);
}
