import type { Scope } from '../src/domain/template/scope.ts';
import { Template } from '../src/domain/template/template.ts';
import { Work } from '../src/domain/template/work.ts';
import type { Value } from '../src/domain/values/value.ts';

export const now = new Date('2025-02-06T21:09:02.712Z');

export const variables: Record<string, Value> = {
  ANI: '+14165550123',
  count: 3,
  rate: 2.5,
  name: 'Ada',
  yes: true,
  text: 'False',
  nothing: null,
  blank: ' ',
  day: '20260131',
  clock: '14:05:00',
  list: ['a', 'b', 'c'],
  none_of_it: [],
  order: { id: 7, lines: [{ sku: 'x' }], 'key with blanks': 1, length: 'own' },
  quoted: 'say "hi"\n',
};
const outputs: Record<string, Record<string, Value>> = {
  NewPhoneContact: { ani: '+14165550123', headers: { 'x-caller': 'gold' } },
  GetCustomer: { httpstatuscode: 204, httpresponseheaders: { 'retry-after': '7' }, httpresponsebody: 'Not Processed' },
  Collect: { digitsentered: '12' },
};

/** What the templates of the specs see; each has a budget of its own. */
export function scope(): Scope {
  return {
    variable: (variable) => (Object.hasOwn(variables, variable) ? variables[variable] : undefined),
    output: (label, output) => outputs[label]?.[output],
    now,
    work: new Work(),
  };
}

export const render = (text: string) => Template.compile(text).render(scope());
