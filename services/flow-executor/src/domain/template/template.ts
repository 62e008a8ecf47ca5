import { BadDate } from '../dates/bad-date.ts';
import type { Value } from '../values/value.ts';
import { BadTemplate, MalformedExpression } from './bad-template.ts';
import { Parser } from './parser.ts';
import type { Expression, Read, Scope } from './scope.ts';
import { TemplateFailed } from './template-failed.ts';
import { cost } from './work.ts';

const maxSourceLength = 100_000;
/** Characters that are put behind others in the time of one. */
const appendedPerUnit = 4;

/** An expression, and where in the text it begins. */
interface Insert {
  readonly evaluate: Expression;
  readonly position: number;
}

/** A text with any number of `{{ }}`, compiled once. What it makes is data: it is never compiled again. */
export class Template {
  /** Set where the text is one expression and nothing else. */
  private readonly insert: Insert | undefined;

  private constructor(
    readonly source: string,
    private readonly parts: readonly (string | Insert)[],
    readonly reads: readonly Read[],
    private readonly field: string,
    /** Of what stands in braces and is no expression: it stays as it is written. */
    readonly malformed: readonly MalformedExpression[] = [],
  ) {
    const [only, ...others] = parts.filter((part) => typeof part !== 'string' || part.trim() !== '');
    this.insert = typeof only === 'object' && others.length === 0 ? only : undefined;
  }

  /** @param field where the text stands, for messages @throws BadTemplate */
  static compile(source: string, field = 'a template'): Template {
    if (source.length > maxSourceLength) throw new BadTemplate(`the text is longer than ${maxSourceLength} characters`, maxSourceLength);
    const parts: (string | Insert)[] = [];
    const reads: Read[] = [];
    const malformed: MalformedExpression[] = [];
    let at = 0;
    for (let open = source.indexOf('{{'); open >= 0; open = source.indexOf('{{', at)) {
      if (open > at) parts.push(literal(source, at, open));
      const read = insertAt(source, open);
      parts.push(read.part);
      at = read.end;
      reads.push(...read.reads);
      if (read.problem) malformed.push(read.problem);
    }
    if (at < source.length) parts.push(literal(source, at, source.length));
    const [problem] = malformed;
    // Without a text around it, it can only have been meant as an expression.
    if (problem && parts.filter((part) => typeof part !== 'string' || part.trim() !== '').length === 1) throw problem;
    return new Template(source, parts, reads, field, malformed);
  }

  /** Of a property that holds a bare expression; braces are accepted too. @throws BadTemplate */
  static compileExpression(source: string, field?: string): Template {
    if (source.includes('{{')) return Template.compile(source, field);
    const parser = new Parser(source, 0);
    const evaluate = parser.parse();
    parser.closeAtEnd();
    return new Template(source, [{ evaluate, position: 0 }], parser.reads, field ?? 'an expression');
  }

  get isConstant(): boolean {
    return this.parts.every((part) => typeof part === 'string');
  }

  /** The text, with what is missing left empty. @throws TemplateFailed, BadDate */
  render(scope: Scope): string {
    scope.work.beginTemplate();
    let text = '';
    for (const part of this.parts) {
      const piece = typeof part === 'string' ? part : scope.work.text(this.valueOf(part, scope));
      scope.work.fit(text.length + piece.length);
      scope.work.spend(cost.step + piece.length / appendedPerUnit);
      text += piece;
    }
    return scope.work.made(text);
  }

  /** The value itself where the text is one expression and nothing else, so that a list stays a list. @throws TemplateFailed, BadDate */
  evaluate(scope: Scope): Value {
    if (!this.insert) return this.render(scope);
    scope.work.beginTemplate();
    return scope.work.result(this.valueOf(this.insert, scope));
  }

  /** The text with each expression replaced: what can be said of it before there are values. */
  withPlaceholders(placeholder: string): string {
    return this.parts.map((part) => (typeof part === 'string' ? part : placeholder)).join('');
  }

  private valueOf({ evaluate, position }: Insert, scope: Scope): Value {
    try {
      return evaluate(scope);
    } catch (cause) {
      const place = `${this.field}, at character ${position + 1}`;
      if (cause instanceof TemplateFailed) throw new TemplateFailed(`${place}: ${cause.message}`, { cause });
      if (cause instanceof BadDate) throw new BadDate(`${place}: ${cause.message}`, { cause });
      throw cause;
    }
  }
}

interface InsertRead {
  readonly part: string | Insert;
  readonly end: number;
  readonly reads: readonly Read[];
  readonly problem?: MalformedExpression;
}

function insertAt(source: string, open: number): InsertRead {
  const parser = new Parser(source, open + 2);
  try {
    const evaluate = parser.parse();
    return { part: { evaluate, position: open }, end: parser.close(), reads: parser.reads };
  } catch (problem) {
    const close = source.indexOf('}}', open + 2);
    if (!(problem instanceof MalformedExpression) || close < 0) throw problem;
    // What opens again before it closes is another expression: `{"a": {{{x}}}`.
    const next = source.indexOf('{{', open + 1);
    const end = next < 0 ? close + 2 : Math.min(next, close + 2);
    return { part: source.slice(open, end), end, reads: [], problem };
  }
}

function literal(source: string, from: number, to: number): string {
  const text = source.slice(from, to);
  const statement = text.indexOf('{%');
  if (statement >= 0) throw new BadTemplate('statements ({% %}) are not supported: write an expression ({{ }})', from + statement);
  return text;
}
