import { z } from 'zod';
import { OrganizationId } from './ids.ts';

/**
 * CloudEvents 1.0 context attributes plus Patchbay's extensions, around the data of one event.
 * In Kafka each attribute is a header `ce_<name in lower case>` (binary content mode) and `data` is the JSON value.
 */
export const EventEnvelope = z.object({
  /** UUIDv7 of the outbox row: the inbox deduplicates by it. */
  id: z.uuid(),
  /** Name of the service that published it. */
  source: z.string().min(1),
  /** `patchbay.ConnectorDeactivated`: never changes its meaning. */
  type: z.string().min(1),
  /** Id of the aggregate; equals the partition key. */
  subject: z.string().min(1),
  time: z.iso.datetime(),
  organizationId: OrganizationId,
  /** Version of the aggregate after the change. */
  version: z.number().int().positive().optional(),
  /** Position of the change in the registry's history: gap-free, in commit order. Only on the registry's own events. */
  registrySeq: z.number().int().positive().optional(),
  registryEpoch: z.number().int().positive().optional(),
  /** W3C trace context of the request that caused the change. */
  traceparent: z.string().optional(),
  data: z.unknown(),
});
export type EventEnvelope<Type extends string = string, Data = unknown> = Omit<z.infer<typeof EventEnvelope>, 'type' | 'data'> & {
  type: Type;
  data: Data;
};

/** One event on its way to a topic; `key` decides the partition and so the order. */
export interface OutgoingEvent {
  topic: string;
  key: string;
  envelope: EventEnvelope;
}
