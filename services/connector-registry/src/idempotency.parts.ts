import { Logger, type Provider } from '@nestjs/common';
import { APP_INTERCEPTOR } from '@nestjs/core';
import { IdempotencyInterceptor } from './adapters/http/idempotency/idempotency.interceptor.ts';
import { AnswerCleaner } from './adapters/postgres/idempotency/answer-cleaner.ts';
import { PostgresIdempotentRequests } from './adapters/postgres/idempotency/postgres-idempotent-requests.ts';
import { RegistryDatabase } from './adapters/postgres/registry-database.ts';
import { IdempotentRequests } from './application/idempotent-requests.ts';

export function idempotencyProviders(): Provider[] {
  const logger = new Logger('idempotency');
  return [
    {
      provide: IdempotentRequests,
      inject: [RegistryDatabase],
      useFactory: (database: RegistryDatabase) => new PostgresIdempotentRequests(database),
    },
    { provide: APP_INTERCEPTOR, useClass: IdempotencyInterceptor },
    {
      provide: AnswerCleaner,
      inject: [IdempotentRequests],
      useFactory: (requests: PostgresIdempotentRequests) => new AnswerCleaner(requests, (error) => logger.warn(error)),
    },
  ];
}
