import { Logger } from '@nestjs/common';
import type { Metrics } from '@patchbay/service-kit';
import { Counter } from 'prom-client';
import type { HistoryDraft } from '../../domain/history/history-entry.ts';

/** Refused attempts that the history does not have: the log has them instead, and somebody is to be told. */
export class LostAttempts {
  private readonly logger = new Logger('history');
  private readonly counter: Counter;

  constructor({ registry }: Metrics) {
    this.counter = new Counter({
      name: 'patchbay_history_lost_attempts_total',
      help: 'Refused attempts that could not be kept in the history',
      registers: [registry],
    });
  }

  lost({ action, actor, code, connectorId, requestId }: HistoryDraft, error: unknown): void {
    this.counter.inc();
    this.logger.error({
      msg: 'a refused attempt is not in the history',
      action,
      actor: actor.id,
      code,
      connectorId,
      requestId,
      err: error,
    });
  }
}
