import type { FlowExport, FlowVariable } from '../flow/flow-export.ts';
import type { Findings } from '../validation/findings.ts';
import { ConversionFailed, convert } from '../values/convert.ts';
import type { DeclaredVariable } from './flow-graph.ts';

export function declaredVariables(flow: FlowExport, findings: Findings): ReadonlyMap<string, DeclaredVariable> {
  return new Map(flow.variables.map((variable) => [variable.name, { type: variable.type, initial: initialOf(variable, findings) }]));
}

function initialOf({ name, type, defaultValue }: FlowVariable, findings: Findings): DeclaredVariable['initial'] {
  try {
    return convert(name, type, defaultValue);
  } catch (error) {
    if (!(error instanceof ConversionFailed)) throw error;
    findings.warning(
      null,
      'flow.bad-default-value',
      `the default value of the variable ${name} is no ${type}, so it starts empty: correct it`,
    );
    return null;
  }
}
