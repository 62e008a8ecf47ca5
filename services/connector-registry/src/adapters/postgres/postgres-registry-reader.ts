import { type EntityManager, MoreThan, Not } from 'typeorm';
import {
  type OperationFilter,
  type OperationView,
  type PageOf,
  type PageRequest,
  type ReferencePageRequest,
  type ReferencePosition,
  RegistryReader,
  type SnapshotPage,
} from '../../application/ports.ts';
import type { Connector } from '../../domain/connector.ts';
import { ConnectorNotFound } from '../../domain/connector-errors.ts';
import type { ConnectorId, FlowId, OperationId, OrganizationId } from '../../domain/ids.ts';
import { type Impact, impactOf, shownReferences } from '../../domain/impact/impact.ts';
import { OperationNotFound } from '../../domain/operation-not-found.ts';
import type { Reference } from '../../domain/reference.ts';
import { connectorRow } from './connector-row.ts';
import { readReferenceTotals } from './impact/reference-totals.ts';
import { findOperation, listOperations } from './operation-reads.ts';
import { firstReferencesOfConnector, firstReferencesOfFlow, nextReferencesOfConnector, nextReferencesOfFlow } from './reference-rows.ts';
import type { RegistryDatabase } from './registry-database.ts';

/** A row more than asked for tells whether there is another page. */
function pageOf(rows: Connector[], size: number): PageOf<Connector, ConnectorId> {
  const items = rows.slice(0, size);
  return { items, next: rows.length > size ? items.at(-1)?.connectorId : undefined };
}

function referencePageOf(rows: Reference[], size: number): PageOf<Reference, ReferencePosition> {
  const items = rows.slice(0, size);
  return { items, next: rows.length > size ? items.at(-1) : undefined };
}

const afterOf = ({ after }: PageRequest) => after && { connectorId: MoreThan(after) };

async function getConnector(manager: EntityManager, organizationId: OrganizationId, connectorId: ConnectorId): Promise<Connector> {
  const connector = await manager.getRepository(connectorRow).findOneBy({ organizationId, connectorId });
  if (!connector) throw new ConnectorNotFound(connectorId);
  return connector;
}

export class PostgresRegistryReader extends RegistryReader {
  constructor(private readonly database: RegistryDatabase) {
    super();
  }

  override getConnector(organizationId: OrganizationId, connectorId: ConnectorId): Promise<Connector> {
    return this.database.forOrganization(organizationId, (manager) => getConnector(manager, organizationId, connectorId));
  }

  override listReferencesOfConnector(
    organizationId: OrganizationId,
    connectorId: ConnectorId,
    { size, after }: ReferencePageRequest,
  ): Promise<PageOf<Reference, ReferencePosition>> {
    return this.database.forOrganization(organizationId, async (manager) => {
      await getConnector(manager, organizationId, connectorId);
      const of = [organizationId, connectorId, size + 1];
      return referencePageOf(
        after
          ? await manager.query(nextReferencesOfConnector, [...of, after.flowId, after.versionNumber])
          : await manager.query(firstReferencesOfConnector, of),
        size,
      );
    });
  }

  override listReferencesOfFlow(
    organizationId: OrganizationId,
    flowId: FlowId,
    { size, after }: ReferencePageRequest,
  ): Promise<PageOf<Reference, ReferencePosition>> {
    return this.database.forOrganization(organizationId, async (manager) => {
      const of = [organizationId, flowId, size + 1];
      return referencePageOf(
        after
          ? await manager.query(nextReferencesOfFlow, [...of, after.versionNumber, after.connectorId])
          : await manager.query(firstReferencesOfFlow, of),
        size,
      );
    });
  }

  override getImpact(organizationId: OrganizationId, connectorId: ConnectorId): Promise<Impact> {
    const read = async (manager: EntityManager) => {
      const connector = await getConnector(manager, organizationId, connectorId);
      const totals = await readReferenceTotals(manager, organizationId, connectorId);
      return impactOf(connector, totals, await manager.query(firstReferencesOfConnector, [organizationId, connectorId, shownReferences]));
    };
    return this.database.forOrganization(organizationId, read, 'REPEATABLE READ');
  }

  override async getOperation(organizationId: OrganizationId, operationId: OperationId): Promise<OperationView> {
    const view = await this.database.forOrganization(organizationId, (manager) => findOperation(manager, organizationId, operationId));
    if (!view) throw new OperationNotFound(operationId);
    return view;
  }

  override async listOperations(
    organizationId: OrganizationId,
    filter: OperationFilter,
    { size, after }: { size: number; after: OperationId | undefined },
  ): Promise<PageOf<OperationView, OperationId>> {
    const views = await this.database.forOrganization(organizationId, (manager) =>
      listOperations(manager, organizationId, filter, { limit: size + 1, after }),
    );
    const items = views.slice(0, size);
    return { items, next: views.length > size ? items.at(-1)?.operation.operationId : undefined };
  }

  override readSnapshot(page: PageRequest): Promise<SnapshotPage> {
    const read = async (manager: EntityManager) => {
      const [clock]: [{ seq: number; epoch: number }] = await manager.query('SELECT seq, epoch FROM outbox_clock');
      const rows = await manager.getRepository(connectorRow).find({
        where: { state: Not('DELETED'), ...afterOf(page) },
        order: { connectorId: 'ASC' },
        take: page.size + 1,
      });
      return { registryEpoch: clock.epoch, upToSeq: clock.seq, ...pageOf(rows, page.size) };
    };
    return this.database.forEveryOrganization(read, 'REPEATABLE READ');
  }
}
