import { type Outbox, OutboxHistory, type OutgoingDraft } from '@patchbay/outbox';
import { type EntityManager, In, IsNull, MoreThan } from 'typeorm';
import { StateLedger } from '../../../application/state-topic/state-topic-ports.ts';
import type { Connector } from '../../../domain/connector.ts';
import { connectorId } from '../../../domain/ids.ts';
import { fingerprintOf, type Remedy, remedyOf, type Sighting, type StateMark } from '../../../domain/state-topic/verdict.ts';
import { stateDraftOf } from '../connector-event-drafts.ts';
import { connectorRow } from '../connector-row.ts';
import type { RegistryDatabase } from '../registry-database.ts';

const pageSize = 2_000;
const lookEveryMs = 100;

export class PostgresStateLedger extends StateLedger {
  private readonly history: OutboxHistory;

  constructor(
    private readonly database: RegistryDatabase,
    private readonly outbox: Outbox,
  ) {
    super();
    this.history = new OutboxHistory(database.system);
  }

  override async readMarks(): Promise<Map<string, StateMark>> {
    const marks = new Map<string, StateMark>();
    for (let after: string | undefined, more = true; more; ) {
      const page = await this.database.system.getRepository(connectorRow).find({
        where: { forgottenAt: IsNull(), ...(after && { connectorId: MoreThan(connectorId(after)) }) },
        order: { connectorId: 'ASC' },
        take: pageSize,
      });
      for (const connector of page) marks.set(connector.connectorId, markOf(connector));
      after = page.at(-1)?.connectorId;
      more = page.length === pageSize;
    }
    return marks;
  }

  override async untilPublished(withinMs: number, signal: AbortSignal): Promise<boolean> {
    const { seq } = await this.history.position();
    const deadline = performance.now() + withinMs;
    while (!(await this.history.isPublishedTo(seq))) {
      if (performance.now() > deadline || signal.aborted) return false;
      await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
    }
    return true;
  }

  override mend(id: string, sighting: Sighting): Promise<Remedy> {
    return this.database.forEveryOrganization(async (manager) => {
      const [connector] = await lockedRows(manager, [id]);
      const remedy = remedyOf(sighting, connector && (connector.forgottenAt ? 'forgotten' : connector.version));
      if (remedy === 'publish' && connector) {
        await this.outbox.append(manager, [connector.forgottenAt ? tombstoneOf(connector) : stateDraftOf(connector, undefined)]);
      }
      return remedy;
    });
  }

  override forgetDeletedBefore(before: Date, at: Date, limit: number): Promise<number> {
    return this.database.forEveryOrganization(async (manager) => {
      const due: { connectorId: string }[] = await manager.query(
        `SELECT connector_id AS "connectorId" FROM connector WHERE state = 'DELETED' AND forgotten_at IS NULL AND updated_at <= $1
          ORDER BY updated_at LIMIT $2 FOR UPDATE SKIP LOCKED`,
        [before, limit],
      );
      if (due.length === 0) return 0;
      const ids = due.map((row) => row.connectorId);
      const connectors = await lockedRows(manager, ids);
      await manager.query('UPDATE connector SET forgotten_at = $2 WHERE connector_id = ANY ($1)', [ids, at]);
      await this.outbox.append(manager, connectors.map(tombstoneOf));
      return due.length;
    });
  }
}

type LockedConnector = Connector & { forgottenAt?: Date | null };

function lockedRows(manager: EntityManager, ids: readonly string[]): Promise<LockedConnector[]> {
  const repository = manager.getRepository(connectorRow);
  return repository
    .createQueryBuilder('connector')
    .addSelect('connector.forgottenAt')
    .where({ connectorId: In([...ids]) })
    .setLock('pessimistic_write')
    .getMany();
}

function tombstoneOf(connector: Connector): OutgoingDraft {
  return { ...stateDraftOf(connector, undefined), data: null };
}

/** Of what the topic would carry, as it would carry it. */
function markOf(connector: Connector): StateMark {
  return { version: connector.version, fingerprint: fingerprintOf(stateDraftOf(connector, undefined).data) };
}
