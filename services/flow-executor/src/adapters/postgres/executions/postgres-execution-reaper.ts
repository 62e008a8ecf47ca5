import { transaction } from '@patchbay/postgres';
import type { DataSource, EntityManager } from 'typeorm';
import type { TurnAnswer } from '../../../application/executions/ports.ts';
import { ExecutionReaper, type Reaped } from '../../../application/executions/reap-executions.ts';
import { executorLost, waitLimit } from '../../../domain/execution/closing.ts';
import type { Outcome } from '../../../domain/execution/outcome.ts';
import { type ExecutionRow, identityOf } from './execution-row.ts';
import { firstIdAt } from './postgres-execution-reader.ts';

export interface PostgresExecutionReaperOptions {
  dataSource: DataSource;
  clock: { now(): Date };
  /** After the end of a claim; until then a retry of the platform goes on with the execution. */
  abandonAfterSeconds: number;
  /** Named in the answer to a turn that was lost. */
  instanceId: string;
  /** How long an execution is kept after its start. */
  retentionDays: number;
}

const largestRound = 200;
const largestDeletion = 2_000;
const dayMs = 86_400_000;

/** In pieces, each a short transaction under one lock: with several replicas at it one works, and the others have nothing to do. */
export class PostgresExecutionReaper extends ExecutionReaper {
  constructor(private readonly options: PostgresExecutionReaperOptions) {
    super();
  }

  reap(): Promise<Reaped[]> {
    return transaction(this.options.dataSource, async (manager) => {
      const [{ isMine }]: [{ isMine: boolean }] = await manager.query(
        `SELECT pg_try_advisory_xact_lock(hashtextextended('reaper of executions', 0)) AS "isMine"`,
      );
      if (!isMine) return [];
      const overdue = await this.close(manager, waitLimit, `state = 'WAITING' AND wait_until < now()`);
      const lost = await this.close(
        manager,
        executorLost,
        `state = 'RUNNING' AND claimed_until < now() - make_interval(secs => ${this.options.abandonAfterSeconds})`,
      );
      const unfinished = await this.closeRunning(manager);
      await this.forget(manager);
      return [...overdue, ...lost, ...unfinished];
    });
  }

  private async close(manager: EntityManager, outcome: Outcome, which: string): Promise<Reaped[]> {
    const rows: ExecutionRow[] = await manager.query(
      `WITH closed AS (
         UPDATE execution SET state = 'ENDED', outcome = $1, outcome_detail = $2, ended_at = now(),
                              run = NULL, wait = NULL, wait_until = NULL, claim = NULL, claimed_until = NULL
          WHERE execution_id IN (SELECT execution_id FROM execution WHERE ${which} LIMIT ${largestRound} FOR UPDATE SKIP LOCKED)
         RETURNING *)
       SELECT * FROM closed`,
      [outcome.type, JSON.stringify(outcome)],
    );
    if (outcome === executorLost) for (const row of rows) await this.answerLostTurn(manager, row, outcome);
    return rows.map((row) => ({ execution: identityOf(row), outcome }));
  }

  /** What was noted by a process that says nothing any more: it tells each second what it runs. */
  private async closeRunning(manager: EntityManager): Promise<Reaped[]> {
    const rows: ExecutionRow[] = await manager.query(
      `WITH lost AS (
         DELETE FROM running_execution WHERE execution_id IN (
           SELECT execution_id FROM running_execution AS noted
            WHERE noted_at < now() - make_interval(secs => $3) AND NOT EXISTS (
              SELECT FROM flow_running WHERE flow_running.process_id = noted.process_id AND at >= now() - make_interval(secs => $3))
            LIMIT ${largestRound} FOR UPDATE SKIP LOCKED)
         RETURNING identity),
       closed AS (
         INSERT INTO execution (execution_id, organization_id, flow_id, version_number, label, interaction_id, ani, dnis, connector_ids, started_at,
                                state, outcome, outcome_detail, ended_at)
         SELECT given.*, 'ENDED', $1, $2::json, now() FROM lost, json_to_record(identity) AS given (
           execution_id uuid, organization_id uuid, flow_id uuid, version_number int, label text, interaction_id text, ani text, dnis text,
           connector_ids uuid[], started_at timestamptz)
         ON CONFLICT DO NOTHING RETURNING *),
       connected AS (
         INSERT INTO execution_connector (connector_id, execution_id) SELECT DISTINCT unnest(connector_ids), execution_id FROM closed)
       SELECT * FROM closed`,
      [executorLost.type, JSON.stringify(executorLost), this.options.abandonAfterSeconds],
    );
    return rows.map((row) => ({ execution: identityOf(row), outcome: executorLost }));
  }

  /** Whoever asks again for the answer of a turn that was lost is told the end. */
  private async answerLostTurn(manager: EntityManager, row: ExecutionRow, outcome: Outcome): Promise<void> {
    const { executionId, flowId, versionNumber, startedAt } = identityOf(row);
    const answer: TurnAnswer = {
      ...{ executionId, flowId, versionNumber, startedAt, outcome, instanceId: this.options.instanceId },
      state: 'ENDED',
      commands: [],
      wait: null,
      durationMs: 0,
    };
    await manager.query(
      'UPDATE execution_turn SET answer = $3 WHERE execution_id = $1 AND number = $2 AND fingerprint IS NOT NULL AND answer IS NULL',
      [executionId, row.turns, JSON.stringify(answer)],
    );
  }

  private async forget(manager: EntityManager): Promise<void> {
    const { clock, retentionDays } = this.options;
    const oldest = firstIdAt(new Date(clock.now().getTime() - retentionDays * dayMs));
    await manager.query(
      `WITH old AS (
         DELETE FROM execution WHERE execution_id IN (
           SELECT execution_id FROM execution WHERE execution_id < $1 AND state = 'ENDED' ORDER BY execution_id LIMIT ${largestDeletion})
         RETURNING execution_id, connector_ids),
       turns AS (DELETE FROM execution_turn USING old WHERE execution_turn.execution_id = old.execution_id)
       DELETE FROM execution_connector USING (SELECT execution_id, unnest(connector_ids) AS connector_id FROM old) AS gone
        WHERE execution_connector.connector_id = gone.connector_id AND execution_connector.execution_id = gone.execution_id`,
      [oldest],
    );
    // Ids of events and keys of starts, and what they were answered, are kept for a day.
    await manager.query(
      `WITH answered AS (
         UPDATE execution_turn SET (event_id, fingerprint, answer) = (NULL, NULL, NULL)
          WHERE (execution_id, number) IN (
            SELECT execution_id, number FROM execution_turn WHERE fingerprint IS NOT NULL AND started_at < now() - interval '24 hours'
             ORDER BY started_at LIMIT ${largestDeletion})
         RETURNING execution_id, number)
       UPDATE execution SET start_key = NULL FROM answered
        WHERE execution.execution_id = answered.execution_id AND answered.number = 1 AND start_key IS NOT NULL`,
    );
    await manager.query(`DELETE FROM flow_activity WHERE since < now() - interval '2 hours'`);
    await manager.query(`DELETE FROM flow_running WHERE at < now() - interval '1 hour'`);
  }
}
