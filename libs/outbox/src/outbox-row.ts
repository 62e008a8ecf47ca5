import type { EventEnvelope, OrganizationId, OutgoingEvent } from '@patchbay/contracts';

/** A row of the table `outbox` as the relay reads it. */
export interface OutboxRow {
  seq: number;
  ordinal: number;
  id: string;
  aggregatetype: string;
  aggregateid: string;
  type: string;
  payload: unknown;
  source: string;
  subject: string;
  organization_id: OrganizationId;
  version: number | null;
  registry_seq: number | null;
  registry_epoch: number | null;
  traceparent: string | null;
  time: Date;
}

export const outboxColumns = `seq, ordinal, id, aggregatetype, aggregateid, type, payload, source, subject, organization_id,
  version, registry_seq, registry_epoch, traceparent, time`;

/** Attributes that the row has not are absent, not null: a consumer's schema says optional. */
export function outgoingEventOf(row: OutboxRow): OutgoingEvent {
  const envelope: EventEnvelope = {
    id: row.id,
    source: row.source,
    type: row.type,
    subject: row.subject,
    time: row.time.toISOString(),
    organizationId: row.organization_id,
    ...(row.version !== null && { version: row.version }),
    ...(row.registry_seq !== null && { registrySeq: row.registry_seq }),
    ...(row.registry_epoch !== null && { registryEpoch: row.registry_epoch }),
    ...(row.traceparent !== null && { traceparent: row.traceparent }),
    data: row.payload,
  };
  return { topic: row.aggregatetype, key: row.aggregateid, envelope };
}
