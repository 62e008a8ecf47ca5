import type { OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import type { PostgresIdempotentRequests } from './postgres-idempotent-requests.ts';

const everyMs = 15 * 60_000;

/** Deletes answers that are not given again any more. Several replicas may do so at once. */
export class AnswerCleaner implements OnApplicationBootstrap, OnModuleDestroy {
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly requests: Pick<PostgresIdempotentRequests, 'clean'>,
    private readonly onError: (error: unknown) => void,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => this.requests.clean().catch(this.onError), everyMs).unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
  }
}
