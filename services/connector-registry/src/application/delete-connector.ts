import { Injectable } from '@nestjs/common';
import { planDeletion } from '../domain/deletion.ts';
import type { ConnectorId, OrganizationId } from '../domain/ids.ts';
import { impactOf, shownReferences } from '../domain/impact/impact.ts';
import { PreviewOutdated } from '../domain/reference-errors.ts';
import { startDeletion } from '../domain/transitions.ts';
import { Clock, Identifiers, ImpactFingerprint, type OperationView, UnitOfWork } from './ports.ts';

interface DeleteConnectorCommand {
  organizationId: OrganizationId;
  connectorId: ConnectorId;
  /** Fingerprint of the impact that the caller has seen, if he has seen one. */
  previewed: string | undefined;
  actor: string;
}

/** Starts the deletion. From its commit on no flow can refer to the connector, so what is to be detached does not grow. */
@Injectable()
export class DeleteConnector {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly identifiers: Identifiers,
    private readonly fingerprint: ImpactFingerprint,
    private readonly clock: Clock,
  ) {}

  /** @throws ConnectorNotFound, IllegalTransition, PreviewOutdated */
  async execute({ organizationId, connectorId, previewed, actor }: DeleteConnectorCommand): Promise<OperationView> {
    const operationId = this.identifiers.operationId();
    const at = this.clock.now();
    return this.unitOfWork.run(organizationId, async ({ connectors, references, operations, dependents, record }) => {
      const connector = await connectors.getLocked(organizationId, connectorId);
      const event = startDeletion(connector, operationId, { actor, at });
      const totals = await references.totalsOfConnector(organizationId, connectorId);
      const impact = impactOf(connector, totals, await references.listOfConnector(organizationId, connectorId, shownReferences));
      const fingerprint = this.fingerprint.of(impact);
      if (previewed !== fingerprint) throw new PreviewOutdated(impact, fingerprint);
      const dependentFlows = await dependents.keep({ operationId, organizationId, connectorId });
      const { version: connectorVersion, graceInForceMs: staleGraceMs } = event.connector;
      const operation = planDeletion(
        { operationId, organizationId, connectorId, connectorVersion, requestedBy: actor, dependentFlows, staleGraceMs },
        at,
      );
      await connectors.save(event.connector);
      await operations.insert(operation);
      record(event);
      return { operation, remainingReferences: impact.referenceCount, outstandingFlows: dependentFlows, stops: [] };
    });
  }
}
