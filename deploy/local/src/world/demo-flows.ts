import { readFileSync } from 'node:fs';
import { z } from 'zod';

const FlowExport = z.looseObject({ name: z.string() });
export type FlowExport = z.infer<typeof FlowExport>;

/** Name of the connector that the exports carry; at import it is bound to one of the organization's own. */
export const connectorInExports = 'Contact Center API';

const read = (file: string): FlowExport =>
  FlowExport.parse(JSON.parse(readFileSync(new URL(`../../flows/${file}.json`, import.meta.url), 'utf8')));

/** Reads the emergency switch of the organization, then queues the call. */
export const mainLine = (): FlowExport => read('main-line');
/** Asks whether the caller called before, and queues the call by the answer. */
export const repeatCallersFirst = (): FlowExport => read('repeat-callers-first');
