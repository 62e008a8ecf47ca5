import { DomainError } from '@patchbay/errors';
import { DatabaseError } from 'pg';
import { QueryFailedError } from 'typeorm';
import { endsConnection, isUnavailable, PostgresUnavailable, translated } from './postgres-unavailable.ts';

function databaseError(code: string): DatabaseError {
  const error = new DatabaseError('refused', 0, 'error');
  error.code = code;
  return error;
}

describe('isUnavailable', () => {
  it.each(['08006', '53300', '57P01', '57P02', '57P03', '57014', '55P03', '25P03'])('holds for SQLSTATE %s', (code) => {
    expect(isUnavailable(databaseError(code))).toBe(true);
  });

  it.each(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH', 'ENOTFOUND', 'EAI_AGAIN', 'ENOENT'])(
    'holds for the network error %s',
    (code) => {
      expect(isUnavailable(Object.assign(new Error('no way'), { code }))).toBe(true);
    },
  );

  it.each([
    'Connection terminated unexpectedly',
    'Client has encountered a connection error and is not queryable',
    'Client was closed and is not queryable',
    'Query read timeout',
    'timeout exceeded when trying to connect',
    'timeout expired',
  ])('holds for the driver saying "%s"', (message) => {
    expect(isUnavailable(new Error(message))).toBe(true);
  });

  it('looks through the wrapping of TypeORM', () => {
    expect(isUnavailable(new QueryFailedError('SELECT 1', [], databaseError('57P01')))).toBe(true);
  });

  it.each(['23505', '42601', '28P01', '3D000', '40001'])('does not hold for SQLSTATE %s, which waiting does not mend', (code) => {
    expect(isUnavailable(databaseError(code))).toBe(false);
  });

  it('does not hold for what is no error at all', () => {
    expect(isUnavailable('Connection terminated')).toBe(false);
  });
});

describe('endsConnection', () => {
  it.each(['57P01', '57P02', '57P04', '57P05', '25P03', '25P04'])(
    'holds for SQLSTATE %s, after which the server closes the connection',
    (code) => {
      expect(endsConnection(new QueryFailedError('SELECT 1', [], databaseError(code)))).toBe(true);
    },
  );

  it('holds for a query that got no answer and still occupies the connection', () => {
    expect(endsConnection(new Error('Query read timeout'))).toBe(true);
  });

  it.each(['23505', '40001', '57014'])('does not hold for SQLSTATE %s, which ends the statement alone', (code) => {
    expect(endsConnection(databaseError(code))).toBe(false);
  });
});

describe('translated', () => {
  it('makes a failure to reach Postgres a domain error that says to try again', () => {
    const cause = databaseError('57P01');
    const error = translated(cause);
    expect(error).toBeInstanceOf(DomainError);
    expect(error).toMatchObject({ kind: 'unavailable', code: 'postgres.unavailable', cause });
  });

  it('leaves any other error as it is', () => {
    const error = databaseError('23505');
    expect(translated(error)).toBe(error);
  });

  it('does not wrap twice', () => {
    const error = new PostgresUnavailable();
    expect(translated(error)).toBe(error);
  });
});
