import type { Change } from '../records.ts';
import { LineFields } from './fields.ts';

const states = ['ACTIVE', 'INACTIVE', 'DELETING', 'DELETED'] as const satisfies readonly Change['state'][];

/** As the registry exports versions. @throws LineMalformed */
export function changeIn(text: string, origin: string): Change & { organizationId?: string } {
  const line = new LineFields(text, origin);
  const state = states.find((one) => one === line.find('state'));
  if (state === undefined) throw line.malformed('state', `is none of ${states.join(', ')}`);
  const organizationId = line.find('organizationId');
  return {
    connectorId: line.text('connectorId').toLowerCase(),
    version: line.version('version'),
    state,
    committedAt: line.time('committedAt'),
    ...optional('haltedAt', line.find('haltedAt') === undefined ? undefined : line.time('haltedAt')),
    ...optional('boundMs', boundIn(line)),
    ...optional('organizationId', organizationId === undefined ? undefined : String(organizationId).toLowerCase()),
  };
}

function boundIn(line: LineFields): number | undefined {
  const bound = line.find('boundMs');
  if (bound !== undefined && !(typeof bound === 'number' && bound > 0)) throw line.malformed('boundMs', 'is no number of milliseconds');
  return bound;
}

const optional = <K extends string, V>(name: K, value: V | undefined): { [key in K]?: V } =>
  value === undefined ? {} : ({ [name]: value } as { [key in K]: V });
