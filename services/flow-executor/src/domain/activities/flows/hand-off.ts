import { type ActivityKind, handOver, type Step } from '../activity.ts';
import { type ActivitySource, textIn } from '../activity-source.ts';
import { labelIn, recordIn, rowsIn } from './flow-reference.ts';

const nowhere: Step = {
  kind: 'failed',
  port: 'error',
  code: 'flow.destination-unresolved',
  message: 'it is not known where to go: give a flow or an entry point',
};

/** GoTo: another flow takes over here, or an entry point begins one of its own. */
export const handOff: ActivityKind = {
  exits: () => [],
  compile(source) {
    const chosen = source.property('handOffFlow');
    // By hand an entry point is written alone.
    const settings = typeof chosen === 'string' ? { handOffTo: chosen, isEntryPoint: true } : recordIn(chosen);
    const text = textIn(settings.handOffTo);
    if (text.trim() === '') source.error('flow.missing-property', 'no destination is chosen (FC1015): choose one');
    const destination = source.template(text, 'handOffTo');
    const { label: activityLabel } = source;
    if (isTrue(settings.isEntryPoint))
      return {
        run(scope) {
          const entryPointId = destination.render(scope).trim();
          if (entryPointId === '') return nowhere;
          scope.command({ type: 'go-to-entry-point', activityLabel, entryPointId });
          return handOver;
        },
      };
    const isFixed = destination.isConstant;
    const name = textIn(settings.handOffToName);
    const label = labelIn(settings.flowTagName, settings.flowTagId);
    const inputs = isFixed ? compileInputs(source, settings.mappedVariableArray) : [];
    return {
      run(scope) {
        const flowId = destination.render(scope).trim();
        if (flowId === '') return nowhere;
        const flow = { flowId, name: isFixed && name !== '' ? name : flowId, label };
        return { kind: 'go-to', flow, inputs: inputs.map(({ variable, value }) => ({ variable, value: value.evaluate(scope) })) };
      },
    };
  },
};

function compileInputs(source: ActivitySource, mapped: unknown) {
  return rowsIn(mapped)
    .filter(({ src, target }) => textIn(src) !== '' && textIn(target) !== '')
    .map(({ src, target }) => ({ variable: textIn(target), value: source.expression(textIn(src), `value of ${textIn(target)}`) }));
}

function isTrue(value: unknown): boolean {
  return textIn(value).toLowerCase() === 'true';
}
