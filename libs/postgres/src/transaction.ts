import { setTimeout as sleep } from 'node:timers/promises';
import { type DataSource, type EntityManager, QueryRunnerAlreadyReleasedError, QueryRunnerProviderAlreadyReleasedError } from 'typeorm';
import { backoffMs } from './backoff.ts';
import { PostgresUnavailable } from './postgres-unavailable.ts';
import { sqlStateOf } from './sql-state.ts';

const serializationFailure = '40001';
const deadlockDetected = '40P01';
const maxAttempts = 5;

/**
 * Runs `work` in one transaction, and the whole of it again (up to 5 times) after a serialization failure or a deadlock:
 * so `work` has effects in the database only.
 * @param isolation READ COMMITTED sees each statement's own snapshot; REPEATABLE READ gives one snapshot to all reads of the transaction.
 * @throws PostgresUnavailable when Postgres is away or every attempt collided.
 */
export async function transaction<Result>(
  dataSource: DataSource,
  work: (manager: EntityManager) => Promise<Result>,
  isolation: 'READ COMMITTED' | 'REPEATABLE READ' | 'SERIALIZABLE' = 'READ COMMITTED',
): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await dataSource.transaction(isolation, work);
    } catch (error) {
      if (!collided(error) || attempt === maxAttempts) throw refusalOf(error);
      await sleep(backoffMs(attempt, 10, 200));
    }
  }
}

function collided(error: unknown): boolean {
  const state = sqlStateOf(error);
  return state === serializationFailure || state === deadlockDetected;
}

function refusalOf(error: unknown): unknown {
  return collided(error) || lostSession(error) ? new PostgresUnavailable({ cause: error }) : error;
}

/** TypeORM releases the runner when its connection breaks between two statements, and then says only that it is released. */
function lostSession(error: unknown): boolean {
  return error instanceof QueryRunnerAlreadyReleasedError || error instanceof QueryRunnerProviderAlreadyReleasedError;
}
