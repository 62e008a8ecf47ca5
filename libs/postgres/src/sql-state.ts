import { DatabaseError } from 'pg';
import { QueryFailedError } from 'typeorm';

/** What the driver threw, below TypeORM's wrapping. */
export function driverErrorOf(error: unknown): unknown {
  return error instanceof QueryFailedError ? error.driverError : error;
}

/** The five characters of https://www.postgresql.org/docs/current/errcodes-appendix.html, or undefined when the server did not answer. */
export function sqlStateOf(error: unknown): string | undefined {
  const cause = driverErrorOf(error);
  return cause instanceof DatabaseError ? cause.code : undefined;
}

/** True when the write broke the unique constraint (or unique index) of that name, so that the caller can say it in the words of the domain. */
export function isUniqueViolation(error: unknown, constraint: string): boolean {
  const cause = driverErrorOf(error);
  return cause instanceof DatabaseError && cause.code === '23505' && cause.constraint === constraint;
}
