import { transaction } from '@patchbay/postgres';
import type { DataSource, EntityManager } from 'typeorm';
import {
  type Claim,
  type EventClaim,
  type ExecutionIdentity,
  ExecutionStore,
  type StartClaim,
  type Turn,
  type TurnAnswer,
  type TurnEvent,
} from '../../../application/executions/ports.ts';
import { decideTurn } from '../../../domain/execution/claim-turn.ts';
import type { RunState } from '../../../domain/execution/run-state.ts';
import { answerOf, asText, type ExecutionRow, identityColumns, identityOf, standingColumns, stepsText } from './execution-row.ts';
import { executionText, insertExecutions } from './insert-executions.ts';

export interface PostgresExecutionStoreOptions {
  dataSource: DataSource;
  nextId: () => string;
  /** How long a claim lasts unless it is renewed. */
  claimSeconds: number;
  /** How long an execution may wait where its activity does not ask for more. */
  maxWaitSeconds: number;
}

interface HeldRow extends ExecutionRow {
  is_held: boolean;
}
interface TurnRow {
  fingerprint: string | null;
  answer: TurnAnswer | null;
}

const claimed = 'now() + make_interval(secs => $3)';
const held = `SELECT *, coalesce(claimed_until > now(), false) AS is_held FROM execution`;

const insertStart = `
  WITH given AS MATERIALIZED (
    SELECT * FROM json_to_recordset($1::json) AS given (
      execution_id uuid, organization_id uuid, flow_id uuid, version_number int, label text, interaction_id text, ani text, dnis text,
      connector_ids uuid[], started_at timestamptz, start_key text, fingerprint text)),
  inserted AS (
    INSERT INTO execution (execution_id, organization_id, flow_id, version_number, label, interaction_id, ani, dnis, connector_ids, started_at,
                           start_key, state, claim, claimed_until)
    SELECT execution_id, organization_id, flow_id, version_number, label, interaction_id, ani, dnis, connector_ids, started_at,
           start_key, 'RUNNING', $2, ${claimed} FROM given
    ON CONFLICT (organization_id, start_key) WHERE start_key IS NOT NULL DO NOTHING RETURNING execution_id),
  turned AS (
    INSERT INTO execution_turn (execution_id, number, fingerprint, started_at)
    SELECT execution_id, 1, fingerprint, started_at FROM given JOIN inserted USING (execution_id)),
  connected AS (
    INSERT INTO execution_connector (connector_id, execution_id)
    SELECT DISTINCT unnest(connector_ids), execution_id FROM given JOIN inserted USING (execution_id))
  SELECT execution_id FROM inserted`;

const reclaim = `UPDATE execution SET state = 'RUNNING', claim = $2, claimed_until = ${claimed}, turns = $4 WHERE execution_id = $1`;

const save = `
  WITH given AS MATERIALIZED (
    SELECT * FROM json_to_record($1::json) AS given (
      state text, run text, wait text, wait_seconds double precision, outcome text, outcome_detail text, ended_at timestamptz,
      answer text, steps text, duration_ms double precision, more_connector_ids uuid[])),
  saved AS (
    UPDATE execution SET (state, run, wait, wait_until, outcome, outcome_detail, ended_at, claim, claimed_until, may_have_written, connector_ids)
      = (given.state, given.run::json, given.wait::json, now() + make_interval(secs => given.wait_seconds), given.outcome, given.outcome_detail::json,
         given.ended_at, NULL, NULL, false, connector_ids || given.more_connector_ids)
      FROM given WHERE execution_id = $2 AND claim = $3 RETURNING execution_id),
  turned AS (
    UPDATE execution_turn SET (answer, steps, duration_ms) = (given.answer::json, given.steps::json, given.duration_ms)
      FROM given, saved WHERE execution_turn.execution_id = saved.execution_id AND number = $4),
  connected AS (
    INSERT INTO execution_connector (connector_id, execution_id)
    SELECT unnest(more_connector_ids), execution_id FROM given, saved ON CONFLICT DO NOTHING)
  SELECT execution_id FROM saved`;

const giveBack = `
  WITH given_back AS (
    UPDATE execution SET state = 'WAITING', claim = NULL, claimed_until = NULL, turns = turns - 1
     WHERE execution_id = $1 AND claim = $2 RETURNING execution_id, turns),
  forgotten AS (
    DELETE FROM execution_turn USING given_back
     WHERE execution_turn.execution_id = given_back.execution_id AND number = given_back.turns + 1)
  SELECT 1`;

export class PostgresExecutionStore extends ExecutionStore {
  constructor(private readonly options: PostgresExecutionStoreOptions) {
    super();
  }

  claimStart(execution: ExecutionIdentity, key: string, fingerprint: string): Promise<StartClaim> {
    const { dataSource, nextId, claimSeconds } = this.options;
    const claimId = nextId();
    const row = { ...identityColumns(execution), start_key: key, fingerprint };
    return transaction(dataSource, async (manager) => {
      const inserted: unknown[] = await manager.query(insertStart, [JSON.stringify([row]), claimId, claimSeconds]);
      if (inserted.length > 0) return { claim: { claimId, executionId: execution.executionId, turn: 1 }, execution, mayHaveWritten: false };
      return this.claimStartAgain(manager, execution.organizationId, key, fingerprint);
    });
  }

  private async claimStartAgain(manager: EntityManager, organizationId: string, key: string, fingerprint: string): Promise<StartClaim> {
    const [row]: HeldRow[] = await manager.query(`${held} WHERE organization_id = $1 AND start_key = $2 FOR UPDATE`, [organizationId, key]);
    // Removed in this moment: the next attempt begins anew.
    if (!row) return { refused: 'in-progress' };
    const [first] = await turnsOf(manager, row.execution_id, { number: 1 });
    const decision = decisionOf(row, fingerprint, first);
    if (decision === 'answered' && first?.answer) return { answer: answerOf(first.answer) };
    if (decision === 'other-request') return { refused: decision };
    if (decision !== 'claim') return { refused: 'in-progress' };
    const claim = await this.claim(manager, row, 1);
    return { claim, execution: identityOf(row), mayHaveWritten: row.may_have_written };
  }

  claimEvent(organizationId: string, executionId: string, event: TurnEvent): Promise<EventClaim> {
    return transaction(this.options.dataSource, async (manager) => {
      const [row]: HeldRow[] = await manager.query(`${held} WHERE execution_id = $1 AND organization_id = $2 FOR UPDATE`, [
        executionId,
        organizationId,
      ]);
      return row ? this.claimTurn(manager, row, event) : { refused: 'not-found' };
    });
  }

  private async claimTurn(manager: EntityManager, row: HeldRow, event: TurnEvent): Promise<EventClaim> {
    const [before] = await turnsOf(manager, row.execution_id, { eventId: event.eventId });
    const decision = decisionOf(row, event.fingerprint, before);
    if (decision === 'answered' && before?.answer) return { answer: answerOf(before.answer) };
    if (decision === 'ended' && row.outcome_detail) return { refused: 'ended', outcome: row.outcome_detail };
    if (decision === 'other-request') return { refused: decision };
    // Without a state it is a start that nobody finished: only the same start goes on with it.
    return decision === 'claim' && row.run ? this.beginTurn(manager, row, row.run, event) : { refused: 'in-progress' };
  }

  /** In the place of a turn whose process is gone, if there is one: it had no effect. */
  private async beginTurn(
    manager: EntityManager,
    row: HeldRow,
    saved: RunState,
    { eventId, type, fingerprint }: TurnEvent,
  ): Promise<EventClaim> {
    const number = row.state === 'RUNNING' ? row.turns : row.turns + 1;
    const claim = await this.claim(manager, row, number);
    await manager.query(
      `INSERT INTO execution_turn (execution_id, number, event_id, event_type, fingerprint, started_at) VALUES ($1, $2, $3, $4, $5, now())
       ON CONFLICT (execution_id, number) DO UPDATE SET (event_id, event_type, fingerprint, started_at)
         = (excluded.event_id, excluded.event_type, excluded.fingerprint, excluded.started_at)`,
      [row.execution_id, number, eventId, type, fingerprint],
    );
    return { claim, execution: identityOf(row), mayHaveWritten: row.may_have_written, saved };
  }

  private async claim(manager: EntityManager, { execution_id: executionId }: ExecutionRow, turn: number): Promise<Claim> {
    const { nextId, claimSeconds } = this.options;
    const claimId = nextId();
    await manager.query(reclaim, [executionId, claimId, claimSeconds, turn]);
    return { claimId, executionId, turn };
  }

  insertWaiting(execution: ExecutionIdentity, turn: Turn): Promise<void> {
    const { dataSource, maxWaitSeconds } = this.options;
    return insertExecutions(dataSource, [executionText(execution, turn, maxWaitSeconds)]);
  }

  async save({ claimId, executionId, turn: number }: Claim, turn: Turn): Promise<boolean> {
    const { answer, steps, moreConnectorIds } = turn;
    const columns = {
      ...standingColumns(turn, this.options.maxWaitSeconds),
      answer: asText(answer),
      steps: stepsText(steps),
      duration_ms: answer.durationMs,
      more_connector_ids: moreConnectorIds,
    };
    const saved: unknown[] = await this.options.dataSource.query(save, [JSON.stringify(columns), executionId, claimId, number]);
    return saved.length > 0;
  }

  async giveBack({ claimId, executionId }: Claim): Promise<void> {
    await this.options.dataSource.query(giveBack, [executionId, claimId]);
  }

  async noteWriting({ claimId, executionId }: Claim): Promise<boolean> {
    const noted: unknown[] = await this.options.dataSource.query(
      `WITH noted AS (UPDATE execution SET may_have_written = true WHERE execution_id = $1 AND claim = $2 RETURNING 1) SELECT 1 FROM noted`,
      [executionId, claimId],
    );
    return noted.length > 0;
  }

  async renew(claims: readonly Claim[]): Promise<ReadonlySet<string>> {
    const { dataSource, claimSeconds } = this.options;
    const renewed: { claim: string }[] = await dataSource.query(
      `WITH renewed AS (
         UPDATE execution SET claimed_until = ${claimed} WHERE execution_id = ANY ($1::uuid[]) AND claim = ANY ($2::uuid[]) RETURNING claim)
       SELECT claim FROM renewed`,
      [claims.map(({ executionId }) => executionId), claims.map(({ claimId }) => claimId), claimSeconds],
    );
    return new Set(renewed.map(({ claim }) => claim));
  }
}

function turnsOf(manager: EntityManager, executionId: string, which: { number: number } | { eventId: string }): Promise<TurnRow[]> {
  const [column, value] = 'number' in which ? ['number', which.number] : ['event_id', which.eventId];
  return manager.query(`SELECT fingerprint, answer FROM execution_turn WHERE execution_id = $1 AND ${column} = $2`, [executionId, value]);
}

function decisionOf({ state, is_held: isHeld }: HeldRow, fingerprint: string, before: TurnRow | undefined) {
  const earlier = before && { fingerprint: before.fingerprint ?? '', isAnswered: before.answer !== null };
  return decideTurn({ state, isHeld }, fingerprint, earlier);
}
