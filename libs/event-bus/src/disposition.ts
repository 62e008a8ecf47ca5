import { isNativeError } from 'node:util/types';
import { DomainError, type ErrorKind } from '@patchbay/errors';
import type { DeadLetterReason } from './event-bus.ts';

/** `wait`: the same message again and again; `retry`: a few times, then as a dead letter; `dead-letter`: at once. */
type Disposition = 'wait' | 'retry' | 'dead-letter';

/** The other of the two tables that translate a kind; HTTP's is in service-kit. */
const dispositions = {
  invalid: 'dead-letter',
  unauthenticated: 'dead-letter',
  forbidden: 'dead-letter',
  'not-found': 'dead-letter',
  conflict: 'dead-letter',
  'precondition-failed': 'dead-letter',
  'too-large': 'dead-letter',
  unavailable: 'wait',
} as const satisfies Record<ErrorKind, Disposition>;

export const dispositionOf = (error: unknown): Disposition => (error instanceof DomainError ? dispositions[error.kind] : 'retry');

export function reasonOf(error: unknown): DeadLetterReason {
  if (error instanceof DomainError) return { code: error.code, message: error.message };
  return { code: 'event-bus.unexpected-error', message: isNativeError(error) ? `${error.name}: ${error.message}` : String(error) };
}
