import { numberOf } from '../../values/value.ts';
import type { ActivityScope } from '../activity.ts';
import type { ActivitySource } from '../activity-source.ts';

/** A whole number, or null where there is none. */
export function compilePriority(source: ActivitySource): (scope: ActivityScope) => number | null {
  const isVariable = source.text('priorityRadioGroup') === 'variablePriority';
  const textOf = isVariable ? source.ofVariable('priorityVariable') : source.rendered('priority');
  return (scope) => {
    const number = numberOf(textOf(scope));
    return number === undefined ? null : Math.trunc(number);
  };
}
