import { DomainError } from '@patchbay/errors';

/** The document is no Flow Designer export, or a damaged one. */
export class MalformedExport extends DomainError {
  readonly kind = 'invalid';
  readonly code = 'flow.malformed-export';
  override readonly details: { path: string };

  constructor(path: string, expected: string) {
    super(`the export is malformed at ${path}: ${expected} is needed there. Export the flow again from Flow Designer`);
    this.details = { path };
  }
}
