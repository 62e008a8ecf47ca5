import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { IdempotentRequests } from './idempotent-requests.ts';

const everyMs = 15 * 60_000;

/** Deletes answers that are not given again any more. Several replicas may do so at once. */
@Injectable()
export class AnswerCleaner implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger('idempotency');
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly requests: IdempotentRequests) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => this.requests.clean().catch((error) => this.logger.warn(error)), everyMs).unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
  }
}
