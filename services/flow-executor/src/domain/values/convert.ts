import { DomainError } from '@patchbay/errors';
import { parseJson } from './parse-json.ts';
import { numberOf, textOf, type Value } from './value.ts';

/** Types of flow variables; how their default values and everything assigned to them is read. */
export const variableTypes = ['STRING', 'INTEGER', 'DECIMAL', 'BOOLEAN', 'JSON', 'DATETIME'] as const;
export type VariableType = (typeof variableTypes)[number];

/** Names the variable, never the value: it may be secure. */
export class ConversionFailed extends DomainError {
  readonly kind = 'invalid';
  readonly code = 'flow.conversion-failed';

  constructor(variable: string, type: VariableType, options?: ErrorOptions) {
    super(`the value for the variable ${variable} is no ${type}: assign one, or change the type of the variable`, options);
  }
}

/** Empty stays empty in every type; a list or map in a STRING becomes JSON text. Returns undefined for what does not fit. */
const converters: Readonly<Record<VariableType, (value: Value) => Value | undefined>> = {
  STRING: textOf,
  DATETIME: textOf,
  INTEGER: (value) => integerOf(value),
  DECIMAL: (value) => numberOf(value),
  BOOLEAN: (value) => booleanOf(value),
  JSON: (value) => (typeof value === 'string' ? parseJson(value) : value),
};

export function convert(variable: string, type: VariableType, value: Value): Value {
  if (value === null || (typeof value === 'string' && value.trim() === '')) return type === 'STRING' ? textOf(value) : null;
  const converted = attempt(variable, type, value);
  if (converted === undefined) throw new ConversionFailed(variable, type);
  return converted;
}

function attempt(variable: string, type: VariableType, value: Value): Value | undefined {
  try {
    return converters[type](value);
  } catch (cause) {
    throw new ConversionFailed(variable, type, { cause });
  }
}

function integerOf(value: Value): number | undefined {
  const number = numberOf(value);
  return number === undefined ? undefined : Math.trunc(number);
}

function booleanOf(value: Value): boolean | undefined {
  const text = textOf(value).trim().toLowerCase();
  if (text === 'true') return true;
  return text === 'false' ? false : undefined;
}
