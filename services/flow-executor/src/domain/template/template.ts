import { textOf, type Value } from '../values/value.ts';
import { BadTemplate } from './bad-template.ts';
import { Parser } from './parser.ts';
import type { Expression, Read, Scope } from './scope.ts';

const maxSourceLength = 100_000;

/** A text with any number of `{{ }}`, compiled once. What it makes is data: it is never compiled again. */
export class Template {
  /** Set where the text is one expression and nothing else. */
  private readonly expression: Expression | undefined;

  private constructor(
    readonly source: string,
    private readonly parts: readonly (string | Expression)[],
    readonly reads: readonly Read[],
  ) {
    const [only, ...others] = parts.filter((part) => typeof part !== 'string' || part.trim() !== '');
    this.expression = typeof only === 'function' && others.length === 0 ? only : undefined;
  }

  static compile(source: string): Template {
    if (source.length > maxSourceLength) throw new BadTemplate(`the text is longer than ${maxSourceLength} characters`, maxSourceLength);
    const parts: (string | Expression)[] = [];
    const reads: Read[] = [];
    let at = 0;
    for (let open = source.indexOf('{{'); open >= 0; open = source.indexOf('{{', at)) {
      if (open > at) parts.push(source.slice(at, open));
      const parser = new Parser(source, open + 2);
      parts.push(parser.parse());
      at = parser.close();
      reads.push(...parser.reads);
    }
    if (at < source.length) parts.push(source.slice(at));
    return new Template(source, parts, reads);
  }

  /** Of a property that holds a bare expression; braces are accepted too. */
  static compileExpression(source: string): Template {
    if (source.includes('{{')) return Template.compile(source);
    const parser = new Parser(source, 0);
    const expression = parser.parse();
    parser.closeAtEnd();
    return new Template(source, [expression], parser.reads);
  }

  get isConstant(): boolean {
    return this.parts.every((part) => typeof part === 'string');
  }

  /** The text, with what is missing left empty. */
  render(scope: Scope): string {
    scope.work.beginTemplate();
    let text = '';
    for (const part of this.parts) {
      const piece = typeof part === 'string' ? part : textOf(part(scope));
      scope.work.fit(text.length + piece.length);
      scope.work.spend(piece.length);
      text += piece;
    }
    return text;
  }

  /** The value itself where the text is one expression and nothing else, so that a list stays a list. */
  evaluate(scope: Scope): Value {
    if (!this.expression) return this.render(scope);
    scope.work.beginTemplate();
    return this.expression(scope);
  }

  /** The text with each expression replaced: what can be said of it before there are values. */
  withPlaceholders(placeholder: string): string {
    return this.parts.map((part) => (typeof part === 'string' ? part : placeholder)).join('');
  }
}
