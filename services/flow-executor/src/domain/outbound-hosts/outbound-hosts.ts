import { DomainError } from '@patchbay/errors';

/** Where the flows of an organization may send requests without a connector. */
export interface OutboundHosts {
  readonly organizationId: string;
  /** 0 until they are set for the first time: no host at all. */
  readonly revision: number;
  readonly hosts: readonly string[];
  readonly updatedAt: Date | null;
  readonly updatedBy: string | null;
}

export const noOutboundHosts = (organizationId: string): OutboundHosts => ({
  organizationId,
  revision: 0,
  hosts: [],
  updatedAt: null,
  updatedBy: null,
});

export class OutboundHostsMismatch extends DomainError {
  readonly kind = 'precondition-failed';
  readonly code = 'outbound-hosts.version-mismatch';
  override readonly details: { version: number };

  constructor(version: number) {
    super(`the outbound hosts are at version ${version} now: read them again and repeat the change`);
    this.details = { version };
  }
}
