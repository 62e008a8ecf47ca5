import { DomainError } from '@patchbay/errors';
import type { ValidationRow } from '../validation/validation-row.ts';

/** A version with errors, such as one that lost its connector. */
export class FlowNotRunnable extends DomainError {
  readonly kind = 'conflict';
  readonly code = 'flow.not-runnable';
  override readonly details: { rows: readonly ValidationRow[] };

  constructor(rows: readonly ValidationRow[]) {
    super('the flow has errors and cannot be run: repair what the rows name, then publish it again');
    this.details = { rows };
  }
}
