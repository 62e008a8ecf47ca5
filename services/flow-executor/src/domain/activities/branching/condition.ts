import { isTrue } from '../../template/operators/operators.ts';
import { type ActivityKind, exitBy } from '../activity.ts';

const whenTrue = exitBy('true');
const whenFalse = exitBy('false');

export const condition: ActivityKind = {
  exits: () => ['true', 'false'],
  compile(source) {
    const expression = source.template(source.required('expression'), 'expression');
    return { run: (scope) => (isTrue(expression.evaluate(scope)) ? whenTrue : whenFalse) };
  },
};
