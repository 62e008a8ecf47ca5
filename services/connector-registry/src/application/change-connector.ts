import { Injectable } from '@nestjs/common';
import type { Connector } from '../domain/connector.ts';
import type { ConnectorEvent } from '../domain/connector-event.ts';
import type { ConnectorId, OrganizationId } from '../domain/ids.ts';
import { type Act, requireVersion } from '../domain/transitions.ts';
import { Clock, UnitOfWork } from './ports.ts';

/** Which connector, who wants it, and the version that he had before his eyes, if he says so. */
export interface ConnectorCommand {
  organizationId: OrganizationId;
  connectorId: ConnectorId;
  expectedVersion: number | undefined;
  actor: string;
}

/** The frame of every use case that moves one connector by one transition. */
@Injectable()
export class ChangeConnector {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  /**
   * @param transition undefined when there is nothing to change
   * @returns the connector as it is then
   * @throws ConnectorNotFound, StaleVersion, and what `transition` throws
   */
  async by(command: ConnectorCommand, transition: (connector: Connector, act: Act) => ConnectorEvent | undefined): Promise<Connector> {
    return this.unitOfWork.run(command.organizationId, async ({ connectors, record }) => {
      const connector = await connectors.getLocked(command.organizationId, command.connectorId);
      requireVersion(connector, command.expectedVersion);
      const event = transition(connector, { actor: command.actor, at: this.clock.now() });
      if (!event) return connector;
      await connectors.save(event.connector);
      record(event);
      return event.connector;
    });
  }
}
