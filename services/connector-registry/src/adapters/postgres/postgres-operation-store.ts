import type { EntityManager } from 'typeorm';
import type { OperationClaim, OperationStore } from '../../application/ports.ts';
import type { Deletion } from '../../domain/deletion.ts';
import type { Halt } from '../../domain/halt.ts';
import type { OperationId, OrganizationId } from '../../domain/ids.ts';
import { currentStep, type Operation } from '../../domain/operation.ts';
import { OperationNotFound } from '../../domain/operation-not-found.ts';
import type { ChangeTrail } from './history/change-trail.ts';
import { operationChannel } from './operation-channel.ts';
import { type OperationRow, operationColumns, operationOf } from './operation-rows.ts';

export class PostgresOperationStore implements OperationStore {
  private readonly inserted: OperationId[] = [];

  constructor(
    private readonly manager: EntityManager,
    private readonly trail: ChangeTrail,
  ) {}

  async insert(operation: Deletion | Halt): Promise<void> {
    const {
      operationId,
      kind,
      organizationId,
      connectorId,
      connectorVersion,
      state,
      steps,
      requestedBy,
      dependentFlows,
      createdAt,
      staleGraceMs,
    } = operation;
    const { haltMode, reason } = operation.kind === 'halt' ? operation : { haltMode: null, reason: null };
    await this.manager.query(
      `INSERT INTO operation (operation_id, kind, organization_id, connector_id, connector_version, state, steps, current_step, requested_by,
                              dependent_flows, halt_mode, reason, created_at, stale_grace_ms, due_at, attempt, revision)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, clock_timestamp(), 0, 0)`,
      [
        ...[
          operationId,
          kind,
          organizationId,
          connectorId,
          connectorVersion,
          state,
          JSON.stringify(steps),
          currentStep(operation),
          requestedBy,
        ],
        ...[dependentFlows, haltMode, reason, createdAt, staleGraceMs],
      ],
    );
    this.inserted.push(operationId);
    await this.notify(operationId);
  }

  /** The step of the history that its change has: last, when it is known. */
  async number(seq: number): Promise<void> {
    if (this.inserted.length === 0) return;
    await this.manager.query('UPDATE operation SET change_seq = $2 WHERE operation_id = ANY ($1)', [this.inserted, seq]);
  }

  get(organizationId: OrganizationId, operationId: OperationId): Promise<Operation> {
    return this.find(organizationId, operationId, '');
  }

  /** Stronger than the lock that replies take on the operation, which steps do not disturb. */
  getLocked(organizationId: OrganizationId, operationId: OperationId): Promise<Operation> {
    return this.find(organizationId, operationId, 'FOR UPDATE');
  }

  async hold({ operation, revision }: OperationClaim): Promise<Operation | undefined> {
    const [row]: OperationRow[] = await this.manager.query(
      `SELECT ${operationColumns} FROM operation WHERE operation_id = $1 AND revision = $2 FOR NO KEY UPDATE`,
      [operation.operationId, revision],
    );
    return row && this.seen(row);
  }

  async save(operation: Operation, dueInMs: number): Promise<void> {
    const { operationId, state, steps, cancelledBy, receipt, finishedAt } = operation;
    await this.manager.query(
      `UPDATE operation SET state = $2, steps = $3, cancelled_by = $4, finished_at = $5, current_step = $6, receipt = $8, revision = revision + 1,
              attempt = CASE WHEN current_step IS NOT DISTINCT FROM $6 THEN attempt ELSE 0 END,
              due_at = clock_timestamp() + $7 * interval '1 millisecond'
        WHERE operation_id = $1`,
      [
        operationId,
        state,
        JSON.stringify(steps),
        cancelledBy,
        finishedAt,
        currentStep(operation) ?? null,
        dueInMs,
        receipt && JSON.stringify(receipt),
      ],
    );
    this.trail.operations.saved(operation);
    await this.notify(operationId);
  }

  private async find(organizationId: OrganizationId, operationId: OperationId, lock: string): Promise<Operation> {
    const [row]: OperationRow[] = await this.manager.query(
      `SELECT ${operationColumns} FROM operation WHERE organization_id = $1 AND operation_id = $2 ${lock}`,
      [organizationId, operationId],
    );
    if (!row) throw new OperationNotFound(operationId);
    return this.seen(row);
  }

  private seen(row: OperationRow): Operation {
    const operation = operationOf(row);
    this.trail.operations.saw(operation);
    return operation;
  }

  private async notify(operationId: OperationId): Promise<void> {
    await this.manager.query('SELECT pg_notify($1, $2)', [operationChannel, operationId]);
  }
}
