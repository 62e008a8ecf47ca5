import { connectorState } from '@patchbay/contracts';
import { grantContent, type Position } from '@patchbay/halt-protocol';
import { type EntityManager, In, Not } from 'typeorm';
import { type HeldRecords, HeldState } from '../../../application/holders/ports.ts';
import { SnapshotTooLarge } from '../../../application/holders/snapshot-too-large.ts';
import type { Connector } from '../../../domain/connector.ts';
import { connectorId, type OrganizationId } from '../../../domain/ids.ts';
import { connectorRow } from '../connector-row.ts';
import type { RegistryDatabase } from '../registry-database.ts';
import { headStatement } from './lease-rows.ts';

/** What one answer may carry; whoever holds more reads the snapshot page by page. */
const mostRecords = 5_000;

const changedStatement = `
  SELECT DISTINCT aggregateid AS id FROM outbox
   WHERE seq > $1 AND aggregatetype = $2 AND ($3::text IS NULL OR organization_id = $3) LIMIT $4`;

type From = Pick<Position, 'epoch'> & { appliedSeq: number };
type Owner = OrganizationId | null;

export class PostgresHeldState extends HeldState {
  constructor(private readonly database: RegistryDatabase) {
    super();
  }

  override async read(organizationId: Owner, from: From): Promise<HeldRecords> {
    // One statement is one snapshot. Nearly always there is nothing new, and this is all.
    const [head]: [Position] = await this.database.system.query(headStatement);
    if (grantContent(from, head) === 'changes' && from.appliedSeq === head.seq) return { head: positionOf(head), records: [] };
    return this.database.forEveryOrganization((manager) => readRecords(manager, organizationId, from), 'REPEATABLE READ');
  }
}

async function readRecords(manager: EntityManager, organizationId: Owner, from: From): Promise<HeldRecords> {
  const [head]: [Position] = await manager.query(headStatement);
  const content = grantContent(from, head);
  const read = { snapshot: readSnapshot, changes: readChanges, historyLost: async () => [] }[content];
  const records = await read(manager, organizationId, from);
  if (records.length > mostRecords) throw new SnapshotTooLarge(mostRecords);
  return { head: positionOf(head), records };
}

const readSnapshot = (manager: EntityManager, organizationId: Owner): Promise<Connector[]> =>
  find(manager, organizationId, { state: Not('DELETED') });

/** Each as it is now, also when it is deleted. Of a position that is not kept any more every connector may have changed. */
async function readChanges(manager: EntityManager, organizationId: Owner, { appliedSeq }: From): Promise<Connector[]> {
  const [reach]: unknown[] = await manager.query('SELECT FROM outbox WHERE seq = $1 UNION ALL SELECT FROM outbox_clock WHERE seq = $1', [
    appliedSeq,
  ]);
  if (reach === undefined) return find(manager, organizationId, {});
  const changed: { id: string }[] = await manager.query(changedStatement, [
    appliedSeq,
    connectorState.name,
    organizationId,
    mostRecords + 1,
  ]);
  return changed.length === 0 ? [] : find(manager, organizationId, { connectorId: In(changed.map(({ id }) => connectorId(id))) });
}

function find(manager: EntityManager, organizationId: Owner, where: object): Promise<Connector[]> {
  return manager.getRepository(connectorRow).find({
    where: { ...where, ...(organizationId !== null && { organizationId }) },
    order: { connectorId: 'ASC' },
    take: mostRecords + 1,
  });
}

const positionOf = ({ epoch, seq }: Position): Position => ({ epoch, seq });
