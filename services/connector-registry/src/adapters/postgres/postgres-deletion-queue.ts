import { type DeletionClaim, DeletionQueue } from '../../application/ports.ts';
import { type DeletionRow, deletionColumns, deletionOf } from './deletion-rows.ts';
import type { RegistryDatabase } from './registry-database.ts';

/** Longer than any step takes. A process that dies with a claim leaves the step to the others after this time. */
const claimMs = 6_000;

const claimStatement = `
  UPDATE deletion SET due_at = clock_timestamp() + $1 * interval '1 millisecond', attempt = attempt + 1, revision = revision + 1
   WHERE operation_id = (
     SELECT operation_id FROM deletion WHERE state = 'RUNNING' AND due_at <= clock_timestamp()
      ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED)
  RETURNING ${deletionColumns}, attempt, revision`;

export class PostgresDeletionQueue extends DeletionQueue {
  constructor(private readonly database: RegistryDatabase) {
    super();
  }

  override async claimDue(): Promise<DeletionClaim | undefined> {
    const [[row]]: [(DeletionRow & { attempt: number; revision: number })[], number] = await this.database.system.query(claimStatement, [
      claimMs,
    ]);
    return row && { deletion: deletionOf(row), attempt: row.attempt, revision: row.revision };
  }
}
