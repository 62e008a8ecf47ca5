import { EventEnvelope, type OutgoingEvent, type Topic } from '@patchbay/contracts';
import type { IncomingMessage } from './event-bus.ts';
import { UnreadableMessage } from './unreadable-message.ts';

interface EventMessage {
  key: string;
  value: string | null;
  headers: Record<string, string>;
}

type ReadEvent = { kind: 'event'; event: EventEnvelope } | { kind: 'unknown-type'; type: string };

/** CloudEvents 1.0, Kafka protocol binding, binary content mode. */
export function messageOf({ key, envelope }: OutgoingEvent): EventMessage {
  const { version, registrySeq, registryEpoch, traceparent, data } = envelope;
  return {
    key,
    value: data === null || data === undefined ? null : JSON.stringify(data),
    headers: {
      'content-type': 'application/json',
      ce_specversion: '1.0',
      ce_id: envelope.id,
      ce_source: envelope.source,
      ce_type: envelope.type,
      ce_subject: envelope.subject,
      ce_time: envelope.time,
      ce_partitionkey: key,
      ce_orgid: envelope.organizationId,
      ...(version !== undefined && { ce_version: String(version) }),
      ...(registrySeq !== undefined && { ce_registryseq: String(registrySeq) }),
      ...(registryEpoch !== undefined && { ce_registryepoch: String(registryEpoch) }),
      ...(traceparent !== undefined && { traceparent }),
    },
  };
}

/** @throws UnreadableMessage for anything but an event of a known type that its schema accepts, or one of an unknown type */
export function readEvent(message: IncomingMessage, topic: Topic): ReadEvent {
  const type = required(message, 'ce_type');
  const schema = Object.hasOwn(topic.events, type) ? topic.events[type] : undefined;
  if (schema === undefined) return { kind: 'unknown-type', type };
  checkEncoding(message);
  const data = schema.safeParse(jsonOf(message));
  if (!data.success) throw new UnreadableMessage(`the data of ${type} has ${listed(data.error.issues)}`);
  const event = EventEnvelope.safeParse({ ...attributesOf(message, type), data: data.data });
  if (!event.success) throw new UnreadableMessage(`its attributes have ${listed(event.error.issues)}`);
  return { kind: 'event', event: event.data };
}

function checkEncoding(message: IncomingMessage): void {
  const specVersion = required(message, 'ce_specversion');
  if (specVersion !== '1.0') throw new UnreadableMessage('the header ce_specversion is not 1.0');
  const contentType = optional(message, 'content-type');
  if (contentType !== undefined && !/^application\/json\s*(;|$)/i.test(contentType)) {
    throw new UnreadableMessage('the header content-type is not application/json');
  }
}

function attributesOf(message: IncomingMessage, type: string): Record<string, unknown> {
  return {
    id: required(message, 'ce_id'),
    source: required(message, 'ce_source'),
    type,
    subject: required(message, 'ce_subject'),
    time: required(message, 'ce_time'),
    organizationId: required(message, 'ce_orgid'),
    version: optionalInteger(message, 'ce_version'),
    registrySeq: optionalInteger(message, 'ce_registryseq'),
    registryEpoch: optionalInteger(message, 'ce_registryepoch'),
    traceparent: optional(message, 'traceparent'),
  };
}

function jsonOf({ value }: IncomingMessage): unknown {
  try {
    return JSON.parse(value?.toString('utf8') ?? '');
  } catch (error) {
    throw new UnreadableMessage('its value is not JSON', { cause: error });
  }
}

function optional({ headers }: IncomingMessage, name: string): string | undefined {
  const values = headers.get(name) ?? [];
  if (values.length > 1) throw new UnreadableMessage(`the header ${name} is there ${values.length} times`);
  return values[0]?.toString('utf8');
}

function required(message: IncomingMessage, name: string): string {
  const value = optional(message, name);
  if (value === undefined) throw new UnreadableMessage(`the header ${name} is missing`);
  return value;
}

/** Versions are compared as numbers, and as strings '100' < '99': what is not exactly a safe integer stops here. */
function optionalInteger(message: IncomingMessage, name: string): number | undefined {
  const text = optional(message, name);
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(value)) throw new UnreadableMessage(`the header ${name} is not a safe integer`);
  return value;
}

const listed = (issues: readonly { path: PropertyKey[]; code?: string }[]): string =>
  issues
    .slice(0, 5)
    .map(({ path, code }) => `${code} at "${path.join('.')}"`)
    .join(', ');
