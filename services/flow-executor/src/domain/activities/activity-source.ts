import type { DomainError } from '@patchbay/errors';
import type { FlowActivity } from '../flow/flow-export.ts';
import { BadJsonPath } from '../json-path/bad-json-path.ts';
import { JsonPath } from '../json-path/json-path.ts';
import { BadTemplate } from '../template/bad-template.ts';
import type { Scope } from '../template/scope.ts';
import { Template } from '../template/template.ts';
import type { Findings } from '../validation/findings.ts';
import type { ValidationCode } from '../validation/validation-row.ts';

/** Names that templates of a flow can read, and variables that its activities can assign. */
export interface FlowNames {
  readonly variables: ReadonlySet<string>;
  /** Labels of activities and names of events, whose outputs can be read. */
  readonly outputs: ReadonlySet<string>;
}

const nothing = Template.compile('');

/** An activity of an export while it is compiled: hands out what its properties say, and reports what is wrong with them. */
export class ActivitySource {
  constructor(
    private readonly activity: FlowActivity,
    private readonly names: FlowNames,
    private readonly findings: Findings,
    /** Connector that it is bound to, if it needs one and has one. */
    readonly connectorId: string | undefined,
  ) {}

  get id(): string {
    return this.activity.id;
  }

  get label(): string {
    return this.activity.label;
  }

  get kind(): string {
    return this.activity.kind;
  }

  get properties(): FlowActivity['properties'] {
    return this.activity.properties;
  }

  property(key: string): unknown {
    return this.activity.properties[key];
  }

  /** Scalars are printed, since exports hold numbers as text and the other way round; empty where there is none. */
  text(key: string): string {
    return textIn(this.property(key));
  }

  flag(key: string): boolean {
    return this.text(key).toLowerCase() === 'true';
  }

  required(key: string): string {
    const text = this.text(key);
    if (text.trim() === '') this.error('flow.missing-property', `the property ${key} is empty (FC1015): fill it in`);
    return text;
  }

  /** Of a property without which the activity has a course all the same. */
  expected(key: string, otherwise: string): void {
    if (this.text(key).trim() === '') this.warning('flow.missing-property', `the property ${key} is empty (FC1015): ${otherwise}`);
  }

  list(key: string): readonly unknown[] {
    const value = this.property(key);
    return Array.isArray(value) ? value : [];
  }

  /** Rows of an object from text to text. */
  entries(key: string): [string, string][] {
    const value = this.property(key);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
    return Object.entries(value).map(([name, inner]) => [name, textIn(inner)]);
  }

  /** A whole number within bounds. */
  integer(key: string, { fallback, min, max }: { fallback: number; min: number; max: number }): number {
    const text = this.text(key).trim();
    if (text === '') return fallback;
    const number = Number(text);
    if (Number.isInteger(number) && number >= min && number <= max) return number;
    this.error('flow.limit', `the property ${key} has to be a whole number from ${min} to ${max}`);
    return fallback;
  }

  /** A time in seconds, which may have a fraction. */
  seconds(key: string, fallback: number): number {
    const text = this.text(key).trim();
    if (text === '') return fallback;
    const number = Number(text);
    if (Number.isFinite(number) && number >= 0 && number <= 86_400) return number;
    this.error('flow.limit', `the property ${key} has to be a number of seconds, at most 86400`);
    return fallback;
  }

  /** The text of a property, with its templates filled in; empty where there is none. */
  rendered(key: string): (scope: Scope) => string {
    const template = this.template(this.text(key), key);
    return (scope) => template.render(scope).trim();
  }

  /** Of a property that names a variable, with or without braces. */
  ofVariable(key: string): (scope: Scope) => string {
    const template = this.expression(this.text(key) || '""', key);
    return (scope) => template.render(scope).trim();
  }

  /** Of a property that is a text or the name of a variable, as the choice beside it says. */
  chosen(key: string): (scope: Scope) => string {
    const choice = this.text(`${key}:radioName`) || this.text(`${key}_radioName`);
    return /variable/i.test(choice) ? this.ofVariable(key) : this.rendered(key);
  }

  /** Rows of an object, filled in. */
  renderedEntries(key: string): (scope: Scope) => Record<string, string> {
    const rows = this.entries(key).filter(([name]) => name.trim() !== '');
    const templates = rows.map(([name, value]) => [name.trim(), this.template(value, `${key} ${name.trim()}`)] as const);
    return (scope) => Object.fromEntries(templates.map(([name, template]) => [name, template.render(scope)]));
  }

  template(text: string, where: string): Template {
    return this.compiled(() => Template.compile(text, where), where);
  }

  /** Of a property that holds an expression, with or without braces. */
  expression(text: string, where: string): Template {
    return this.compiled(() => Template.compileExpression(text, where), where);
  }

  jsonPath(text: string, where: string): JsonPath | undefined {
    return this.attempt(() => JsonPath.compile(text), BadJsonPath, 'flow.bad-json-path', `${where}: `);
  }

  /** Checks that a variable can be assigned. */
  target(variable: string): string {
    if (!this.names.variables.has(variable)) {
      this.error('flow.undeclared-variable', `the flow declares no variable ${variable} (FC1038): declare it, or assign to another one`);
    }
    return variable;
  }

  error(code: ValidationCode, message: string): void {
    this.findings.error(this.activity, code, message);
  }

  warning(code: ValidationCode, message: string): void {
    this.findings.warning(this.activity, code, message);
  }

  private compiled(compile: () => Template, where: string): Template {
    const template = this.attempt(compile, BadTemplate, 'flow.bad-template', `${where}: `) ?? nothing;
    for (const { message } of template.malformed)
      this.warning('flow.bad-template', `${where}: ${message}, so it stays as it is written: correct it`);
    for (const { name } of template.reads) {
      if (this.names.variables.has(name) || this.names.outputs.has(name)) continue;
      this.findings.warning(
        this.activity,
        'flow.undeclared-variable',
        `${where}: nothing is called ${name} (FC1038), so it is always empty: declare it or correct the name`,
      );
    }
    return template;
  }

  private attempt<T>(compile: () => T, refusal: new (...given: never[]) => DomainError, code: ValidationCode, prefix = ''): T | undefined {
    try {
      return compile();
    } catch (error) {
      if (!(error instanceof refusal)) throw error;
      this.error(code, `${prefix}${error.message}`);
      return undefined;
    }
  }
}

export function textIn(value: unknown): string {
  return value === null || value === undefined || typeof value === 'object' ? '' : String(value);
}
