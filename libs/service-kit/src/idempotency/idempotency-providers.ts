import type { FactoryProvider, Provider } from '@nestjs/common';
import { APP_INTERCEPTOR } from '@nestjs/core';
import { AnswerCleaner } from './answer-cleaner.ts';
import { IdempotencyInterceptor } from './idempotency.interceptor.ts';
import { IdempotentRequests } from './idempotent-requests.ts';

/** A service with these remembers its answers. Interceptors that are provided before them are around what is remembered. */
export function idempotencyProviders(store: Pick<FactoryProvider<IdempotentRequests>, 'inject' | 'useFactory'>): Provider[] {
  return [{ provide: IdempotentRequests, ...store }, { provide: APP_INTERCEPTOR, useClass: IdempotencyInterceptor }, AnswerCleaner];
}
