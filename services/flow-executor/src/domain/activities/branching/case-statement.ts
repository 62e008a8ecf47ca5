import type { Template } from '../../template/template.ts';
import { textOf, type Value } from '../../values/value.ts';
import { type ActivityKind, exitBy, type Step } from '../activity.ts';
import { type ActivitySource, textIn } from '../activity-source.ts';

const maxCases = 21;
const noCase = exitBy('default');

/** Compares as text, the first match wins; the exit is the index of the case, not its value. */
export const caseStatement: ActivityKind = {
  exits: ({ menuLinks }) => [...portsIn(menuLinks), 'default'],
  compile(source) {
    const expression = source.template(source.required('expression'), 'expression');
    const cases = casesOf(source);
    return {
      run(scope) {
        const wanted = comparable(expression.evaluate(scope));
        return cases.find(({ value }) => comparable(value.evaluate(scope)) === wanted)?.exit ?? noCase;
      },
    };
  },
};

function casesOf(source: ActivitySource): { value: Template; exit: Step }[] {
  const ports = portsIn(source.property('menuLinks'));
  const inputs = source.list('menuLinks:input');
  const values = inputs.length > 0 ? inputs : source.list('menuLinks_input');
  if (ports.length === 0 || values.length < ports.length) source.error('flow.missing-property', 'a case has no value (FC1015): fill it in');
  if (ports.length > maxCases) source.error('flow.limit', `it has more than ${maxCases} cases: split it`);
  return ports.map((port, index) => ({ value: source.template(textIn(values[index]), `case ${port}`), exit: exitBy(port) }));
}

function portsIn(menuLinks: unknown): string[] {
  return Array.isArray(menuLinks) ? menuLinks.map(textIn) : [];
}

/** The default of a BOOLEAN is written `False`, and matched with `false`. */
function comparable(value: Value): string {
  const text = textOf(value).trim();
  return /^(true|false)$/i.test(text) ? text.toLowerCase() : text;
}
