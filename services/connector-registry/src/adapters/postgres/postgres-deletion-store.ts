import type { EntityManager } from 'typeorm';
import type { DeletionClaim, DeletionStore } from '../../application/ports.ts';
import { currentStep, type Deletion } from '../../domain/deletion.ts';
import type { ConnectorId } from '../../domain/ids.ts';
import { deletionChannel } from './deletion-channel.ts';
import { type DeletionRow, deletionColumns, deletionOf } from './deletion-rows.ts';

export class PostgresDeletionStore implements DeletionStore {
  constructor(private readonly manager: EntityManager) {}

  async insert(deletion: Deletion): Promise<void> {
    const { operationId, organizationId, connectorId, state, steps, requestedBy, createdAt } = deletion;
    await this.manager.query(
      `INSERT INTO deletion (operation_id, organization_id, connector_id, state, steps, current_step, requested_by, created_at,
                             due_at, attempt, revision)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, clock_timestamp(), 0, 0)`,
      [operationId, organizationId, connectorId, state, JSON.stringify(steps), currentStep(deletion), requestedBy, createdAt],
    );
    await this.notify(operationId);
  }

  async hold({ deletion, revision }: DeletionClaim): Promise<Deletion | undefined> {
    const [row]: DeletionRow[] = await this.manager.query(
      `SELECT ${deletionColumns} FROM deletion WHERE operation_id = $1 AND revision = $2 FOR UPDATE`,
      [deletion.operationId, revision],
    );
    return row && deletionOf(row);
  }

  async save(deletion: Deletion, dueInMs: number): Promise<void> {
    const { operationId, state, steps, finishedAt } = deletion;
    await this.manager.query(
      `UPDATE deletion SET state = $2, steps = $3, finished_at = $4, current_step = $5,
              attempt = CASE WHEN current_step IS NOT DISTINCT FROM $5 THEN attempt ELSE 0 END,
              due_at = clock_timestamp() + $6 * interval '1 millisecond'
        WHERE operation_id = $1`,
      [operationId, state, JSON.stringify(steps), finishedAt, currentStep(deletion) ?? null, dueInMs],
    );
    await this.notify(operationId);
  }

  async wake(connectorId: ConnectorId): Promise<void> {
    await this.manager.query(
      `WITH woken AS (
         UPDATE deletion SET due_at = clock_timestamp()
          WHERE connector_id = $1 AND state = 'RUNNING' AND current_step = 'detach-flows' RETURNING operation_id)
       SELECT pg_notify($2, operation_id::text) FROM woken`,
      [connectorId, deletionChannel],
    );
  }

  private async notify(operationId: string): Promise<void> {
    await this.manager.query('SELECT pg_notify($1, $2)', [deletionChannel, operationId]);
  }
}
