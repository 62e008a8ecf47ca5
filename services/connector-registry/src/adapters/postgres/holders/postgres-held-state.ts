import { connectorState } from '@patchbay/contracts';
import { grantContent, type Position } from '@patchbay/halt-protocol';
import { Any, type EntityManager, Not } from 'typeorm';
import { type HeldRecords, HeldState } from '../../../application/holders/ports.ts';
import { SnapshotTooLarge } from '../../../application/holders/snapshot-too-large.ts';
import type { Connector } from '../../../domain/connector.ts';
import { connectorId, type OrganizationId } from '../../../domain/ids.ts';
import { connectorRow } from '../connector-row.ts';
import type { RegistryDatabase } from '../registry-database.ts';
import { headStatement } from './lease-rows.ts';

/** What one answer may carry of every organization; whoever holds more reads the snapshot page by page. Of one organization it is at most its quota. */
const mostRecords = 5_000;

const changedStatement = `
  SELECT DISTINCT aggregateid AS id FROM outbox
   WHERE seq > $1 AND aggregatetype = $2 AND ($3::text IS NULL OR organization_id = $3)`;

type From = Parameters<HeldState['read']>[1];
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
  return { head: positionOf(head), records: await read(manager, organizationId, from) };
}

const readSnapshot = (manager: EntityManager, organizationId: Owner): Promise<Connector[]> =>
  find(manager, organizationId, { state: Not('DELETED') });

/**
 * Each as it is now, also when it is deleted. Of a position that is not kept any more every connector may have changed. Who has just read pages
 * gets all that changed meanwhile, however much it is: told to read them again, it might never be through.
 */
async function readChanges(manager: EntityManager, organizationId: Owner, { appliedSeq, afterPages }: From): Promise<Connector[]> {
  const [reach]: unknown[] = await manager.query(
    'SELECT FROM outbox WHERE seq = $1 + 1 UNION ALL SELECT FROM outbox_clock WHERE seq = $1',
    [appliedSeq],
  );
  if (reach === undefined) return find(manager, organizationId, {});
  const changed: { id: string }[] = await manager.query(changedStatement, [appliedSeq, connectorState.name, organizationId]);
  if (!afterPages) requireFew(changed, organizationId);
  const ids = changed.map(({ id }) => connectorId(id));
  return manager.getRepository(connectorRow).find({ where: { connectorId: Any(ids) }, order: { connectorId: 'ASC' } });
}

async function find(manager: EntityManager, organizationId: Owner, where: object): Promise<Connector[]> {
  const found = await manager.getRepository(connectorRow).find({
    where: { ...where, ...(organizationId !== null && { organizationId }) },
    order: { connectorId: 'ASC' },
    ...(organizationId === null && { take: mostRecords + 1 }),
  });
  requireFew(found, organizationId);
  return found;
}

function requireFew({ length }: readonly unknown[], organizationId: Owner): void {
  if (organizationId === null && length > mostRecords) throw new SnapshotTooLarge(mostRecords);
}

const positionOf = ({ epoch, seq }: Position): Position => ({ epoch, seq });
