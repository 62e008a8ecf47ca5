import { BadDate } from '../dates/bad-date.ts';
import type { Value } from '../values/value.ts';
import { BadTemplate } from './bad-template.ts';
import { Parser } from './parser.ts';
import type { Expression, Read, Scope } from './scope.ts';
import { TemplateFailed } from './template-failed.ts';
import { cost } from './work.ts';

const maxSourceLength = 100_000;

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
  ) {
    const [only, ...others] = parts.filter((part) => typeof part !== 'string' || part.trim() !== '');
    this.insert = typeof only === 'object' && others.length === 0 ? only : undefined;
  }

  /** @param field where the text stands, for messages @throws BadTemplate */
  static compile(source: string, field = 'a template'): Template {
    if (source.length > maxSourceLength) throw new BadTemplate(`the text is longer than ${maxSourceLength} characters`, maxSourceLength);
    const parts: (string | Insert)[] = [];
    const reads: Read[] = [];
    let at = 0;
    for (let open = source.indexOf('{{'); open >= 0; open = source.indexOf('{{', at)) {
      if (open > at) parts.push(literal(source, at, open));
      const parser = new Parser(source, open + 2);
      parts.push({ evaluate: parser.parse(), position: open });
      at = parser.close();
      reads.push(...parser.reads);
    }
    if (at < source.length) parts.push(literal(source, at, source.length));
    return new Template(source, parts, reads, field);
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
      scope.work.spend(cost.step + piece.length);
      text += piece;
    }
    return text;
  }

  /** The value itself where the text is one expression and nothing else, so that a list stays a list. @throws TemplateFailed, BadDate */
  evaluate(scope: Scope): Value {
    if (!this.insert) return this.render(scope);
    scope.work.beginTemplate();
    return this.valueOf(this.insert, scope);
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

function literal(source: string, from: number, to: number): string {
  const text = source.slice(from, to);
  const statement = text.indexOf('{%');
  if (statement >= 0) throw new BadTemplate('statements ({% %}) are not supported: write an expression ({{ }})', from + statement);
  return text;
}
