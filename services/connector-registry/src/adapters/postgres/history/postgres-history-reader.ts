import type { EntityManager } from 'typeorm';
import { type HistoryFilter, HistoryReader, type HistoryVerification, type RecordedVersion } from '../../../application/history/ports.ts';
import type { PageOf } from '../../../application/ports.ts';
import { ChainCheck, type Head, type HistoryEntry } from '../../../domain/history/history-entry.ts';
import type { ConnectorId, OrganizationId } from '../../../domain/ids.ts';
import type { RegistryDatabase } from '../registry-database.ts';
import { entryOf, type HistoryRow, historyColumns, sha256 } from './history-rows.ts';
import { selectVersions } from './recorded-versions.ts';

const conditions: Record<keyof HistoryFilter, string> = {
  connectorId: 'connector_id =',
  flowId: 'flow_id =',
  operationId: 'operation_id =',
  scheduleId: 'schedule_id =',
  actor: 'actor_id =',
  action: 'action =',
  outcome: 'outcome =',
  from: 'at >=',
  to: 'at <',
};

/** Of a chain that is read from end to end, in one statement. */
const readAtOnce = 1_000;

export class PostgresHistoryReader extends HistoryReader {
  constructor(private readonly database: RegistryDatabase) {
    super();
  }

  override async list(
    organizationId: OrganizationId,
    filter: HistoryFilter,
    { size, after }: { size: number; after: number | undefined },
  ): Promise<PageOf<HistoryEntry, number>> {
    const entries = await this.database.forOrganization(organizationId, (manager) =>
      select(manager, organizationId, filter, { before: after, newestFirst: true, limit: size + 1 }),
    );
    const items = entries.slice(0, size);
    return { items, next: entries.length > size ? items.at(-1)?.seq : undefined };
  }

  /** A transaction for each part, so that a slow reader holds up nobody; nothing in between can change. */
  override async *readAll(organizationId: OrganizationId, filter: HistoryFilter): AsyncGenerator<HistoryEntry, void, void> {
    const head = await this.database.forOrganization(organizationId, (manager) => readHead(manager, organizationId));
    let after = 0;
    for (;;) {
      const range = { after, before: (head?.seq ?? 0) + 1, newestFirst: false, limit: readAtOnce };
      const part = await this.database.forOrganization(organizationId, (manager) => select(manager, organizationId, filter, range));
      yield* part;
      after = part.at(-1)?.seq ?? 0;
      if (part.length < readAtOnce) return;
    }
  }

  override async *readVersions(organizationId: OrganizationId, connectorId?: ConnectorId): AsyncGenerator<RecordedVersion, void, void> {
    for (let after = 0; after < Number.POSITIVE_INFINITY; ) {
      const range = { connectorId, after, limit: readAtOnce };
      const { versions, last } = await this.database.forOrganization(organizationId, (manager) =>
        selectVersions(manager, organizationId, range),
      );
      yield* versions;
      after = last;
    }
  }

  /** Of one moment, so that the last entry and what is noted of it belong together. */
  override verify(organizationId: OrganizationId): Promise<HistoryVerification> {
    const read = async (manager: EntityManager) => {
      const check = new ChainCheck(sha256);
      const head = await readHead(manager, organizationId);
      for (let after = 0; ; ) {
        const part = await select(manager, organizationId, {}, { after, newestFirst: false, limit: readAtOnce });
        const isWhole = part.every((entry) => check.follow(entry));
        after = part.at(-1)?.seq ?? 0;
        if (!isWhole || part.length < readAtOnce) return check.end(head);
      }
    };
    return this.database.forOrganization(organizationId, read, 'REPEATABLE READ');
  }
}

interface Range {
  after?: number | undefined;
  before?: number | undefined;
  newestFirst: boolean;
  limit: number;
}

async function select(
  manager: EntityManager,
  organizationId: OrganizationId,
  filter: HistoryFilter,
  range: Range,
): Promise<HistoryEntry[]> {
  const values: unknown[] = [organizationId, range.limit];
  const wanted = [
    ...keysOf(conditions).map((key) => [conditions[key], filter[key]] as const),
    ['seq >', range.after] as const,
    ['seq <', range.before] as const,
  ];
  const clauses = wanted.flatMap(([condition, value]) => (value === undefined ? [] : [`AND ${condition} $${values.push(value)}`]));
  const rows: HistoryRow[] = await manager.query(
    `SELECT ${historyColumns} FROM history WHERE organization_id = $1 ${clauses.join(' ')} ORDER BY seq ${range.newestFirst ? 'DESC' : 'ASC'} LIMIT $2`,
    values,
  );
  return rows.map(entryOf);
}

async function readHead(manager: EntityManager, organizationId: OrganizationId): Promise<Head | undefined> {
  const [head]: Head[] = await manager.query('SELECT seq, hash FROM history_head WHERE organization_id = $1', [organizationId]);
  return head;
}

const keysOf = <Key extends string>(record: Record<Key, unknown>): Key[] => Object.keys(record) as Key[];
