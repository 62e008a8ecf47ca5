import type { BeforeApplicationShutdown } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { RefusedAttempts } from '../../../application/history/ports.ts';
import type { HistoryDraft } from '../../../domain/history/history-entry.ts';
import type { ConnectorId, OrganizationId } from '../../../domain/ids.ts';
import type { RegistryDatabase } from '../registry-database.ts';
import { appendHistory } from './append-history.ts';

interface RefusedAttemptsOptions {
  database: RegistryDatabase;
  /** Of one that could not be kept: to be logged and counted. */
  onLost: (attempt: HistoryDraft, error: unknown) => void;
}

/** Attempts that wait to be written. More than that is a flood, or a database that is away. */
const mostWaiting = 1_000;

export class PostgresRefusedAttempts extends RefusedAttempts implements BeforeApplicationShutdown {
  private readonly waiting = new Set<Promise<void>>();

  constructor(private readonly options: RefusedAttemptsOptions) {
    super();
  }

  override keep(organizationId: OrganizationId, attempt: HistoryDraft, isStranger: boolean): void {
    const { database, onLost } = this.options;
    if (this.waiting.size >= mostWaiting) {
      onLost(attempt, new Error(`${mostWaiting} refused attempts are waiting to be written already`));
      return;
    }
    const written = database
      .forOrganization(organizationId, async (manager) =>
        appendHistory(manager, organizationId, [await concerning(manager, attempt)], { onlyKnown: isStranger }),
      )
      .catch((error: unknown) => onLost(attempt, error))
      .finally(() => this.waiting.delete(written));
    this.waiting.add(written);
  }

  /** No request is left then, and the database is still there. */
  async beforeApplicationShutdown(): Promise<void> {
    await Promise.all(this.waiting);
  }
}

/** What was asked for an operation or a schedule, is also about its connector. */
async function concerning(manager: EntityManager, attempt: HistoryDraft): Promise<HistoryDraft> {
  const { connectorId, operationId, scheduleId = null } = attempt;
  if (connectorId || !(operationId || scheduleId)) return attempt;
  const [found]: { connectorId: ConnectorId }[] = await manager.query(
    `SELECT connector_id AS "connectorId" FROM operation WHERE operation_id = $1
      UNION ALL SELECT connector_id FROM connector_schedule WHERE schedule_id = $2`,
    [operationId, scheduleId],
  );
  return { ...attempt, connectorId: found?.connectorId ?? null };
}
