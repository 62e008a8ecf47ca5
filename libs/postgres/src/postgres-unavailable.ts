import { isNativeError } from 'node:util/types';
import { DomainError } from '@patchbay/errors';
import { driverErrorOf, sqlStateOf } from './sql-state.ts';

/** Postgres is away, starting, or too busy to answer in time. Whether a COMMIT that ended so has happened is unknown: repeat it idempotently. */
export class PostgresUnavailable extends DomainError {
  readonly kind = 'unavailable';
  readonly code = 'postgres.unavailable';

  constructor(options?: ErrorOptions) {
    super('the database does not answer now: try again in a moment', options);
  }
}

/** Shutting down, crashed, starting; lock and statement timeout; idle too long in a transaction. */
const passingStates = new Set(['57P01', '57P02', '57P03', '57014', '55P03', '25P03']);
/** Connection exceptions and insufficient resources. */
const passingClasses = new Set(['08', '53']);
const networkCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ENOENT',
]);
/** node-postgres gives these no code. */
const driverMessages =
  /^(Connection terminated|Client has encountered a connection error|Client was closed|Query read timeout|timeout (exceeded|expired))/;

/** True when no answer came within node-postgres' `query_timeout`, which the server's own timeouts should have prevented. */
function isReadTimeout(error: unknown): boolean {
  const cause = driverErrorOf(error);
  return isNativeError(cause) && cause.message === 'Query read timeout';
}

/** After these the server closes the connection: terminated, crashed, database dropped; idle or at work in a session or transaction for too long. */
const endingStates = new Set(['57P01', '57P02', '57P04', '57P05', '25P03', '25P04']);

/** True when the connection can be of no more use, though the driver may not have noticed its end yet. */
export function endsConnection(error: unknown): boolean {
  return isReadTimeout(error) || endingStates.has(sqlStateOf(error) ?? '');
}

/** True for failures that say nothing about the statement and pass by themselves. */
export function isUnavailable(error: unknown): boolean {
  if (error instanceof PostgresUnavailable) return true;
  const state = sqlStateOf(error);
  if (state !== undefined) return passingStates.has(state) || passingClasses.has(state.slice(0, 2));
  const cause = driverErrorOf(error);
  if (!isNativeError(cause)) return false;
  return ('code' in cause && networkCodes.has(String(cause.code))) || driverMessages.test(cause.message);
}

/** The error to throw on: PostgresUnavailable when Postgres is away, else the same. */
export function translated(error: unknown): unknown {
  return isUnavailable(error) && !(error instanceof PostgresUnavailable) ? new PostgresUnavailable({ cause: error }) : error;
}
