import { numberOf, type Value } from '../../values/value.ts';
import type { Expression, Scope } from '../scope.ts';
import { TemplateFailed } from '../template-failed.ts';

/** Arguments of a filter or method, by position or by name. */
export class Arguments {
  constructor(
    readonly positional: readonly Expression[],
    readonly named: ReadonlyMap<string, Expression>,
  ) {}

  value(scope: Scope, position: number, name?: string): Value {
    const expression = (name === undefined ? undefined : this.named.get(name)) ?? this.positional[position];
    return expression === undefined ? null : expression(scope);
  }

  text(scope: Scope, position: number, name?: string): string {
    return scope.work.text(this.value(scope, position, name));
  }

  /** Undefined where the argument is not given. */
  number(scope: Scope, position: number): number | undefined {
    const value = this.value(scope, position);
    if (value === null) return undefined;
    const number = numberOf(value);
    if (number === undefined)
      throw new TemplateFailed('a template gives a filter a value that is no number: check the types of its variables');
    return Math.trunc(number);
  }
}

export const noArguments = new Arguments([], new Map());
