import { isUniqueViolation } from '@patchbay/postgres';
import { type EntityManager, In, Not, type Repository } from 'typeorm';
import type { ConnectorStore } from '../../application/ports.ts';
import type { Connector } from '../../domain/connector.ts';
import { ChangedMeanwhile, ConnectorNotFound, NameTaken } from '../../domain/connector-errors.ts';
import type { ConnectorId, OrganizationId } from '../../domain/ids.ts';
import { type ConnectorRow, connectorRow, rowOf } from './connector-row.ts';

export class PostgresConnectorStore implements ConnectorStore {
  private readonly rows: Repository<ConnectorRow>;

  constructor(private readonly manager: EntityManager) {
    this.rows = manager.getRepository(connectorRow);
  }

  async countForCreation(organizationId: OrganizationId): Promise<number> {
    await this.manager.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`connector quota of ${organizationId}`]);
    return this.rows.countBy({ organizationId, state: Not('DELETED') });
  }

  async insert(connector: Connector): Promise<void> {
    await this.rows.insert(rowOf(connector)).catch(refuseTakenName(connector));
  }

  async getLocked(organizationId: OrganizationId, connectorId: ConnectorId): Promise<Connector> {
    const connector = await this.rows.findOne({ where: { organizationId, connectorId }, lock: { mode: 'pessimistic_write' } });
    if (!connector) throw new ConnectorNotFound(connectorId);
    return connector;
  }

  /** In the order of their ids, so that two who lock several cannot wait for each other. */
  async findAllLocked(organizationId: OrganizationId, connectorIds: readonly ConnectorId[]): Promise<Map<ConnectorId, Connector>> {
    const found = await this.rows.find({
      where: { organizationId, connectorId: In([...connectorIds]) },
      order: { connectorId: 'ASC' },
      lock: { mode: 'pessimistic_write' },
    });
    return new Map(found.map((connector) => [connector.connectorId, connector]));
  }

  async save(connector: Connector): Promise<void> {
    const { connectorId, organizationId, version } = connector;
    const { affected } = await this.rows
      .update({ connectorId, organizationId, version: version - 1 }, rowOf(connector))
      .catch(refuseTakenName(connector));
    if (affected !== 1) throw new ChangedMeanwhile(connectorId);
  }
}

const refuseTakenName =
  ({ name }: Connector) =>
  (error: unknown): never => {
    throw isUniqueViolation(error, 'connector_name') ? new NameTaken(name, { cause: error }) : error;
  };
