import { isUniqueViolation } from '@patchbay/postgres';
import { type EntityManager, In, type Repository } from 'typeorm';
import type { ConnectorStore } from '../../application/ports.ts';
import { type Connector, nameKeyOf } from '../../domain/connector.ts';
import { ChangedMeanwhile, ConnectorNotFound, NameTaken } from '../../domain/connector-errors.ts';
import type { ConnectorId, OrganizationId } from '../../domain/ids.ts';
import { wordsOf } from '../../domain/search-words.ts';
import { type ConnectorRow, connectorRow, rowOf } from './connector-row.ts';
import { countByState } from './count-by-state.ts';
import type { ChangeTrail } from './history/change-trail.ts';

const replaceWords = `
  WITH gone AS (DELETE FROM connector_word WHERE organization_id = $1 AND connector_id = $2 AND word <> ALL ($3::text[]))
  INSERT INTO connector_word (organization_id, connector_id, word, created_at, updated_at, name_key)
  SELECT $1, $2, unnest($3::text[]), $4, $5, $6
  ON CONFLICT (organization_id, word, connector_id) DO UPDATE SET updated_at = excluded.updated_at, name_key = excluded.name_key`;

export class PostgresConnectorStore implements ConnectorStore {
  private readonly rows: Repository<ConnectorRow>;

  constructor(
    private readonly manager: EntityManager,
    private readonly trail: ChangeTrail,
  ) {
    this.rows = manager.getRepository(connectorRow);
  }

  async countForCreation(organizationId: OrganizationId): Promise<number> {
    await this.manager.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`connector quota of ${organizationId}`]);
    const { DELETED: _, ...others } = await countByState(this.manager, organizationId);
    return Object.values(others).reduce((sum, count) => sum + count, 0);
  }

  async insert(connector: Connector): Promise<void> {
    await this.rows.insert(rowOf(connector)).catch(refuseTakenName(connector));
    await this.describe(connector);
  }

  async getLocked(organizationId: OrganizationId, connectorId: ConnectorId): Promise<Connector> {
    const connector = await this.rows.findOne({ where: { organizationId, connectorId }, lock: { mode: 'pessimistic_write' } });
    if (!connector) throw new ConnectorNotFound(connectorId);
    this.trail.saw(connector);
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
    await this.describe(connector);
  }

  async settleGrace({ organizationId, connectorId, version, staleGraceMs, graceInForceMs }: Connector): Promise<void> {
    if (graceInForceMs === staleGraceMs) return;
    await this.rows.update({ organizationId, connectorId, version }, { graceInForceMs: staleGraceMs });
  }

  /** What a search finds it by, and its consent if that came with this change. */
  private async describe({ organizationId, connectorId, name, description, consent, createdAt, updatedAt }: Connector): Promise<void> {
    const words = wordsOf(`${name} ${description}`);
    await this.manager.query(replaceWords, [organizationId, connectorId, words, createdAt, updatedAt, nameKeyOf(name)]);
    if (consent.at.getTime() !== updatedAt.getTime()) return;
    await this.manager.query(
      'INSERT INTO consent (organization_id, connector_id, given_at, user_id, access_level, text_version) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING',
      [organizationId, connectorId, consent.at, consent.userId, consent.accessLevel, consent.textVersion],
    );
  }
}

const refuseTakenName =
  ({ name }: Connector) =>
  (error: unknown): never => {
    throw isUniqueViolation(error, 'connector_name') ? new NameTaken(name, { cause: error }) : error;
  };
