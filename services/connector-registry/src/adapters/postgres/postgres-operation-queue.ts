import { type OperationClaim, OperationQueue } from '../../application/ports.ts';
import type { ConnectorId } from '../../domain/ids.ts';
import { claimedSteps } from '../../domain/operation.ts';
import { operationChannel } from './operation-channel.ts';
import { type OperationRow, operationColumns, operationOf } from './operation-rows.ts';
import type { RegistryDatabase } from './registry-database.ts';

/** Longer than any step takes. A process that dies or freezes with a claim leaves the step to the others after this time. */
const claimMs = 4_000;

/** By name: in a rolling update there are steps that only the next version knows how to take. */
const claimStatement = `
  UPDATE operation SET due_at = clock_timestamp() + $1 * interval '1 millisecond', attempt = attempt + 1, revision = revision + 1
   WHERE operation_id = (
     SELECT operation_id FROM operation WHERE current_step IS NOT NULL AND current_step = ANY ($2) AND due_at <= clock_timestamp()
      ORDER BY due_at LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED)
  RETURNING ${operationColumns}, attempt, revision`;

/** Waits for a step in hand to end, which may have looked before what it waits for had come. */
const wakeStatement = `
  WITH woken AS (
    UPDATE operation SET due_at = clock_timestamp()
     WHERE connector_id = $1 AND current_step IN ('publish-event', 'detach-flows', 'attach-flows')
    RETURNING operation_id)
  SELECT pg_notify($2, operation_id::text) FROM woken`;

export class PostgresOperationQueue extends OperationQueue {
  constructor(private readonly database: RegistryDatabase) {
    super();
  }

  override async claimDue(): Promise<OperationClaim | undefined> {
    const [[row]]: [(OperationRow & { attempt: number; revision: number })[], number] = await this.database.system.query(claimStatement, [
      claimMs,
      claimedSteps,
    ]);
    if (!row) return undefined;
    const { attempt, revision, ...columns } = row;
    return { operation: operationOf(columns), attempt, revision };
  }

  override async wake(connectorIds: readonly ConnectorId[]): Promise<void> {
    for (const connectorId of connectorIds) await this.database.system.query(wakeStatement, [connectorId, operationChannel]);
  }
}
