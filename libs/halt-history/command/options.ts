import { parseArgs } from 'node:util';
import { type CallFields, executorCallFields } from '../src/index.ts';

export interface Options {
  calls: readonly string[];
  changes: readonly string[];
  clockErrorMs: number;
  boundMs: number | undefined;
  fields: CallFields;
}

export const usage = `usage: npm run verify-history -- --calls FILE --changes FILE [--clock-error-ms N] [--bound-ms N] [--calls-fields at=NAME,...]
  FILE: JSON lines, .gz too, - for standard input; each option may be given more than once
  --calls-fields: what the log of calls names ${Object.entries(executorCallFields)
    .map(([name, field]) => `${name} (${field})`)
    .join(', ')}`;

/** @throws Error with what is wrong */
export function optionsIn(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      calls: { type: 'string', multiple: true, default: [] },
      changes: { type: 'string', multiple: true, default: [] },
      'clock-error-ms': { type: 'string', default: '0' },
      'bound-ms': { type: 'string' },
      'calls-fields': { type: 'string', default: '' },
    },
  });
  for (const name of ['calls', 'changes'] as const) if (values[name].length === 0) throw new Error(`--${name} is missing`);
  return {
    calls: values.calls,
    changes: values.changes,
    clockErrorMs: milliseconds('clock-error-ms', values['clock-error-ms']),
    boundMs: values['bound-ms'] === undefined ? undefined : milliseconds('bound-ms', values['bound-ms']),
    fields: fieldsIn(values['calls-fields']),
  };
}

function milliseconds(name: string, text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new Error(`--${name} ${text} is no whole number of milliseconds`);
  return Number(text);
}

function fieldsIn(text: string): CallFields {
  const named = text
    .split(',')
    .filter(Boolean)
    .map((pair) => pair.split('=', 2));
  for (const [name = '', field] of named) {
    if (!Object.hasOwn(executorCallFields, name) || !field)
      throw new Error(`--calls-fields ${name}=${field ?? ''} maps no field of a call`);
  }
  return { ...executorCallFields, ...Object.fromEntries(named) };
}
