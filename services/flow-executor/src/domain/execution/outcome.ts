import type { Refusal } from '../gate/connector-record.ts';

/** How an execution ended. No value of a variable is ever part of it. */
export type Outcome =
  | { type: 'COMPLETED' }
  | { type: 'ROUTED'; queueId: string }
  | { type: 'HALTED'; code: Refusal; connectorId: string; fallbackDestination: string | null }
  | { type: 'FAILED'; code: string; message: string; activityLabel?: string }
  | { type: 'UNKNOWN'; code: string; message: string };
