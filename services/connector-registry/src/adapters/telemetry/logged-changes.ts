import { Logger } from '@nestjs/common';
import type { Metrics } from '@patchbay/service-kit';
import { Counter } from 'prom-client';
import { ChangeObserver } from '../../application/ports.ts';
import type { ConnectorEvent } from '../../domain/connector-event.ts';

/** One line for each change, by which an operator finds who did what to which connector; the logger adds the request id. */
export class LoggedChanges extends ChangeObserver {
  private readonly logger = new Logger('connectors');
  private readonly changes: Counter;

  constructor({ registry }: Metrics) {
    super();
    this.changes = new Counter({
      name: 'patchbay_connector_changes_total',
      help: 'Committed changes of connectors, by event and by the state that the connector is in after it',
      labelNames: ['event', 'state'],
      registers: [registry],
    });
  }

  override changed(event: ConnectorEvent): void {
    const { connectorId, organizationId, version, state } = event.connector;
    this.changes.inc({ event: event.type, state });
    this.logger.log({ msg: event.type, organizationId, connectorId, version, state, actor: event.actor, ...detailOf(event) });
  }
}

/** Nothing that a person has written, such as a name or a reason: a log is read by more people than the connector. */
function detailOf(event: ConnectorEvent): object {
  switch (event.type) {
    case 'ConnectorUpdated':
      return { changedFields: event.changedFields };
    case 'ConnectorDeactivated':
      return { haltMode: event.haltMode, operationId: event.operationId };
    case 'ConnectorDeleting':
    case 'ConnectorDeleted':
    case 'ConnectorDeletionCancelled':
      return { operationId: event.operationId };
    default:
      return {};
  }
}
