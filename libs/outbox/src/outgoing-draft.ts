import type { OrganizationId } from '@patchbay/contracts';

/** An event as the service describes it; the outbox adds id, time, source and position. */
export interface OutgoingDraft {
  topic: string;
  /** Decides the partition and so the order: the aggregate's id. */
  key: string;
  /** `patchbay.ConnectorDeactivated` */
  type: string;
  /** Id of the aggregate. */
  subject: string;
  organizationId: OrganizationId;
  /** Version of the aggregate after the change. */
  version?: number | undefined;
  /** W3C trace context of the request that caused the change. */
  traceparent?: string | undefined;
  /** Null is a tombstone: a compacted topic forgets the key. */
  data: unknown;
}

/** Where an append stands in this service's history: gap-free, in commit order. */
export interface OutboxPosition {
  seq: number;
  /** Raised by hand after a failover or restore that may have lost history. */
  epoch: number;
}
