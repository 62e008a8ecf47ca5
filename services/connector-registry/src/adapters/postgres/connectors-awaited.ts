import { connectorLifecycle, type OutgoingEvent } from '@patchbay/contracts';
import { type ConnectorId, connectorId } from '../../domain/ids.ts';

const awaited: readonly (keyof typeof connectorLifecycle.events)[] = ['patchbay.ConnectorDeactivated', 'patchbay.ConnectorDeleting'];
const awaitedTypes: ReadonlySet<string> = new Set(awaited);

/** Connectors with an operation that waits for one of these events to be published. */
export const connectorsAwaited = (events: readonly OutgoingEvent[]): ConnectorId[] =>
  events.filter(({ envelope }) => awaitedTypes.has(envelope.type)).map(({ key }) => connectorId(key));
