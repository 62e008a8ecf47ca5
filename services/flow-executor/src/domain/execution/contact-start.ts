import type { FlowNode } from '../graph/flow-graph.ts';
import type { Value } from '../values/value.ts';

/** The contact that an execution is for, and which flow it called. */
export interface ContactStart {
  readonly organizationId: string;
  readonly flowId: string;
  /** Of the version that runs; 0 for a draft. */
  readonly versionNumber: number;
  /** Label of the version that runs, such as `Live`. */
  readonly label: string;
  readonly ani: string;
  readonly dnis: string;
  readonly interactionId: string;
  readonly entryPointId?: string | undefined;
  readonly pstnRegion?: string | undefined;
  /** Of a contact that is called back: how it came to that, why, and for which interaction. */
  readonly callbackType?: string | undefined;
  readonly callbackReason?: string | undefined;
  readonly scheduleSourceInteractionId?: string | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

export type Outputs = ReadonlyMap<string, Value>;

/** The outputs of the start are read by either of its names, and by the label that it has. */
export function contactOutputs(contact: ContactStart, { label }: FlowNode): [string, Outputs][] {
  const headers = Object.entries(contact.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]);
  const outputs: Outputs = new Map<string, Value>([
    ['ani', contact.ani],
    ['dnis', contact.dnis],
    ['interactionid', contact.interactionId],
    ['entrypointid', contact.entryPointId ?? null],
    ['orgid', contact.organizationId],
    ['flowid', contact.flowId],
    ['flowversionlabel', contact.label],
    ['pstnregion', contact.pstnRegion ?? null],
    ['callbacktype', contact.callbackType ?? null],
    ['callbackreason', contact.callbackReason ?? null],
    ['schedulesourceinteractionid', contact.scheduleSourceInteractionId ?? null],
    ['headers', Object.fromEntries(headers)],
  ]);
  return ['NewPhoneContact', 'NewContact', label].map((name) => [name, outputs]);
}
