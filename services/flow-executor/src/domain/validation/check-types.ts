import { textIn } from '../activities/activity-source.ts';
import { allActivities, type FlowActivity, type FlowExport, type FlowVariable } from '../flow/flow-export.ts';
import { isRecord, type JsonRecord } from '../flow/json-record.ts';
import { ConversionFailed, convert, type VariableType } from '../values/convert.ts';
import type { Findings } from './findings.ts';

/** Of parse settings: far beyond what a flow has been seen to read of one response. */
const maxOutputRows = 100;
/** They hold lists and texts of any kind. */
const takeAnything: ReadonlySet<VariableType> = new Set(['STRING', 'JSON', 'DATETIME']);

/** What is assigned can become what the variable is, as far as that can be known before a call. */
export function checkTypes(flow: FlowExport, findings: Findings): void {
  const variables = new Map(flow.variables.map((variable) => [variable.name, variable]));
  for (const activity of allActivities(flow)) {
    if (activity.kind === 'set-variable') checkLiterals(activity, variables, findings);
    checkOutputs(activity, variables, findings);
  }
}

/** Where the list is there it is complete, and the fields beside it repeat its first row. */
function checkLiterals(activity: FlowActivity, variables: ReadonlyMap<string, FlowVariable>, findings: Findings): void {
  const rows = recordsIn(activity.properties.setVariablesArray);
  for (const { srcVariable, expr } of rows.length > 0 ? rows : [activity.properties]) {
    const variable = variables.get(textIn(srcVariable));
    const text = textIn(expr);
    if (variable && !text.includes('{{') && !fits(variable, text))
      findings.error(
        activity,
        'flow.type-mismatch',
        `the literal for ${variable.name} is no ${variable.type}: correct it, or change the type`,
      );
  }
}

function checkOutputs(activity: FlowActivity, variables: ReadonlyMap<string, FlowVariable>, findings: Findings): void {
  const rows = recordsIn(activity.properties.outputVariableArray);
  if (rows.length > maxOutputRows)
    findings.error(activity, 'flow.limit', `it reads more than ${maxOutputRows} values of the response: parse it in several activities`);
  for (const { outputVariable, jsonPathExp } of rows) {
    const variable = variables.get(textIn(outputVariable));
    if (variable && !takeAnything.has(variable.type) && findsList(textIn(jsonPathExp)))
      findings.warning(
        activity,
        'flow.type-mismatch',
        `the path for ${variable.name} finds a list, which is no ${variable.type}: point at one place, or read it into a JSON variable`,
      );
  }
}

function fits({ name, type }: FlowVariable, text: string): boolean {
  try {
    convert(name, type, text);
    return true;
  } catch (error) {
    if (error instanceof ConversionFailed) return false;
    throw error;
  }
}

/** A wildcard, a deep scan, a filter, a slice or a choice of several places. */
function findsList(path: string): boolean {
  const withoutTexts = path.replace(/'[^']*'|"[^"]*"/g, '');
  return /\*|\.\.|\[\s*\?|\[[^\][]*[:,]/.test(withoutTexts);
}

function recordsIn(value: unknown): JsonRecord[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}
