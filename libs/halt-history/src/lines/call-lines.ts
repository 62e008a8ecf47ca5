import type { Call } from '../records.ts';
import { LineFields } from './fields.ts';

/** How a log calls what a call has. */
export interface CallFields {
  readonly at: string;
  readonly connectorId: string;
  readonly connectorVersion: string;
  readonly source: string;
  readonly organizationId: string;
}

/** As flow-executor logs them. */
export const executorCallFields: CallFields = {
  at: 'time',
  connectorId: 'connectorId',
  connectorVersion: 'connectorVersion',
  source: 'instance',
  organizationId: 'organizationId',
};

/** @returns undefined for a line that is no call: other output, or one without a version. @throws LineMalformed */
export function callIn(text: string, origin: string, fields: CallFields): (Call & { organizationId?: string }) | undefined {
  if (!text.trimStart().startsWith('{')) return undefined;
  const line = new LineFields(text, origin);
  if (line.find(fields.connectorVersion) === undefined) return undefined;
  const [source, organizationId] = [line.find(fields.source), line.find(fields.organizationId)];
  return {
    connectorId: line.text(fields.connectorId).toLowerCase(),
    connectorVersion: line.version(fields.connectorVersion),
    at: line.time(fields.at),
    origin,
    ...(source !== undefined && { source: String(source) }),
    ...(organizationId !== undefined && { organizationId: String(organizationId).toLowerCase() }),
  };
}
