import { type ActivityKind, exitBy } from '../activity.ts';
import { type ActivitySource, textIn } from '../activity-source.ts';
import { labelIn, recordIn, rowsIn } from './flow-reference.ts';

const returned = exitBy('default');

/** Begins another flow with variables of its own, and takes some of them back at its end. */
export const subflowHandoff: ActivityKind = {
  exits: () => ['default'],
  compile(source) {
    const flow = referenceOf(source);
    const inputs = compileInputs(source);
    const outputs = rowsIn(source.property('subflowOutputVariables')).map(({ src, outputVariable, target }) => ({
      variable: source.target(textIn(src) || textIn(outputVariable)),
      from: textIn(target),
    }));
    return {
      run: (scope) => ({
        kind: 'subflow',
        flow,
        inputs: inputs.map(({ variable, value }) => ({ variable, value: value.evaluate(scope) })),
      }),
      returned(scope, results) {
        for (const { variable, from } of outputs) scope.assign(variable, results(from) ?? null);
        return returned;
      },
    };
  },
};

function referenceOf(source: ActivitySource) {
  const version = recordIn(source.property('subflowVersion'));
  const flowId = source.text('subflowId') || textIn(version.subflowId) || textIn(version.id);
  const name = source.text('subflowName');
  if (flowId === '' && name === '') source.error('flow.missing-property', 'no subflow is chosen (FC1015): choose one');
  return { flowId, name: name === '' ? null : name, label: labelIn(version.subflowTagId, version.tag) };
}

function compileInputs(source: ActivitySource) {
  return rowsIn(source.property('subflowInputVariables'))
    .filter(({ src, target }) => textIn(src) !== '' && textIn(target) !== '')
    .map(({ src, target }) => ({ variable: textIn(target), value: source.expression(textIn(src), `value of ${textIn(target)}`) }));
}
