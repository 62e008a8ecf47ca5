import type { BeforeApplicationShutdown } from '@nestjs/common';
import { RefusedAttempts } from '../../../application/history/ports.ts';
import type { HistoryDraft } from '../../../domain/history/history-entry.ts';
import type { OrganizationId } from '../../../domain/ids.ts';
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
      .forOrganization(organizationId, (manager) => appendHistory(manager, organizationId, [attempt], { onlyKnown: isStranger }))
      .catch((error: unknown) => onLost(attempt, error))
      .finally(() => this.waiting.delete(written));
    this.waiting.add(written);
  }

  /** No request is left then, and the database is still there. */
  async beforeApplicationShutdown(): Promise<void> {
    await Promise.all(this.waiting);
  }
}
