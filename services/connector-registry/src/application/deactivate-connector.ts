import { Injectable } from '@nestjs/common';
import type { Connector, HaltMode } from '../domain/connector.ts';
import { planHalt } from '../domain/halt.ts';
import type { OperationId } from '../domain/ids.ts';
import { deactivate, requireVersion } from '../domain/transitions.ts';
import type { ConnectorCommand } from './change-connector.ts';
import { Clock, Identifiers, UnitOfWork } from './ports.ts';

interface Deactivated {
  connector: Connector;
  /** The halt, where it can be followed. */
  operationId: OperationId;
}

/** Needs the registry's own database and nothing else: no fault elsewhere may keep a connector alive. */
@Injectable()
export class DeactivateConnector {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly identifiers: Identifiers,
    private readonly clock: Clock,
  ) {}

  /** @throws ConnectorNotFound, StaleVersion, IllegalTransition */
  async execute(command: ConnectorCommand & { mode: HaltMode; reason: string }): Promise<Deactivated> {
    const { organizationId, connectorId, expectedVersion, actor, mode, reason } = command;
    const operationId = this.identifiers.operationId();
    const at = this.clock.now();
    return this.unitOfWork.run(organizationId, async ({ connectors, operations, record }) => {
      const before = await connectors.getLocked(organizationId, connectorId);
      requireVersion(before, expectedVersion);
      const event = deactivate(before, { mode, reason, operationId }, { actor, at });
      const { connector, haltMode } = event;
      const { version: connectorVersion, graceInForceMs: staleGraceMs } = connector;
      await connectors.save(connector);
      const start = { operationId, organizationId, connectorId, connectorVersion, requestedBy: actor, staleGraceMs };
      await operations.insert(planHalt({ ...start, haltMode, reason }, at));
      record(event);
      return { connector, operationId };
    });
  }
}
