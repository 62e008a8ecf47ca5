import { DomainError } from '@patchbay/errors';
import { BadJsonPath } from '../../json-path/bad-json-path.ts';
import { JsonPath } from '../../json-path/json-path.ts';
import { failureMessages } from '../../request/failure-code.ts';
import type { Template } from '../../template/template.ts';
import type { Value } from '../../values/value.ts';
import { type ActivityScope, exitBy, type Step } from '../activity.ts';
import { type ActivitySource, textIn } from '../activity-source.ts';

const parsed = exitBy('default');

/** A row of the parse settings: where in the document the value of a variable is. */
interface OutputRow {
  readonly variable: string;
  pathFor(scope: ActivityScope): JsonPath;
}

/** The parse settings of HTTP Request and Parse. */
export class OutputRows {
  private constructor(private readonly rows: readonly OutputRow[]) {}

  /** @param keysInLowerCase whether the document is a map of headers, whose names have no case */
  static compile(source: ActivitySource, keysInLowerCase = false): OutputRows {
    const rows = source.list('outputVariableArray').map((row) => compileRow(source, row, keysInLowerCase));
    return new OutputRows(rows.filter((row) => row !== undefined));
  }

  get isEmpty(): boolean {
    return this.rows.length === 0;
  }

  /** A variable whose path finds nothing keeps its value. Whatever does not fit, of the document or of a value, is one failure to the flow. */
  assign(read: () => Value, scope: ActivityScope): Step {
    try {
      this.assignAll(read(), scope);
      return parsed;
    } catch (error) {
      if (error instanceof DomainError) return unparsable(error);
      throw error;
    }
  }

  private assignAll(document: Value, scope: ActivityScope): void {
    for (const row of this.rows) {
      const value = find(row, document, scope);
      if (value !== undefined) scope.assign(row.variable, value);
    }
  }
}

function unparsable({ message }: DomainError): Step {
  return { kind: 'failed', port: 'error', code: 'PARSE', message: `${failureMessages.PARSE}: ${message}` };
}

function compileRow(source: ActivitySource, row: unknown, keysInLowerCase: boolean): OutputRow | undefined {
  const { outputVariable, jsonPathExp } = (typeof row === 'object' && row !== null ? row : {}) as Record<string, unknown>;
  const text = textIn(jsonPathExp);
  if (text.trim() === '') return undefined;
  const variable = source.target(textIn(outputVariable));
  const template = source.template(text, `path of ${variable}`);
  if (!template.isConstant) return { variable, pathFor: renderedPath(template) };
  const path = source.jsonPath(keysInLowerCase ? text.toLowerCase() : text, `path of ${variable}`);
  return path && { variable, pathFor: () => path };
}

function find({ variable, pathFor }: OutputRow, document: Value, scope: ActivityScope): Value | undefined {
  try {
    return pathFor(scope).find(document);
  } catch (cause) {
    if (cause instanceof BadJsonPath) throw new BadJsonPath(`path of ${variable}: ${cause.problem}`, cause.position, { cause });
    throw cause;
  }
}

/** A path that holds templates can only be compiled when it is known. */
function renderedPath(template: Template): OutputRow['pathFor'] {
  return (scope) => JsonPath.compile(template.render(scope));
}
