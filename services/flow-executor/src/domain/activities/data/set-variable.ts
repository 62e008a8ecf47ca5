import { type ActivityKind, exitBy } from '../activity.ts';
import { type ActivitySource, textIn } from '../activity-source.ts';

const maxAssignments = 10;
const out = exitBy('out');

/** Both "literal" and "variable" hold a template: how it was chosen does not matter. */
export const setVariable: ActivityKind = {
  exits: () => ['out'],
  compile(source) {
    const assignments = rowsOf(source).map(({ srcVariable, expr }) => ({
      variable: source.target(textIn(srcVariable)),
      value: source.template(textIn(expr), `value of ${textIn(srcVariable)}`),
    }));
    return {
      run(scope) {
        for (const { variable, value } of assignments) scope.assign(variable, value.evaluate(scope));
        return out;
      },
    };
  },
};

interface Assignment {
  srcVariable?: unknown;
  expr?: unknown;
}

/** Where the list is there it is complete, and the fields beside it repeat its first row. */
function rowsOf(source: ActivitySource): Assignment[] {
  const rows = source.list('setVariablesArray').filter((row): row is Assignment => typeof row === 'object' && row !== null);
  if (rows.length > maxAssignments) source.error('flow.limit', `it assigns more than ${maxAssignments} variables: split it`);
  if (rows.length > 0) return rows;
  source.required('srcVariable');
  return [{ srcVariable: source.property('srcVariable'), expr: source.property('expr') }];
}
