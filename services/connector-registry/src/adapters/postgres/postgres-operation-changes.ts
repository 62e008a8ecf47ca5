import { type PostgresListener, Wakeup } from '@patchbay/postgres';
import { OperationChanges, type OperationWatch } from '../../application/ports.ts';
import type { OperationId } from '../../domain/ids.ts';
import { deletionChannel } from './deletion-channel.ts';

/** Polling makes up for a notification that is lost. */
const pollMs = 1_000;

export class PostgresOperationChanges extends OperationChanges {
  private readonly watches = new Map<Wakeup, OperationId>();
  private readonly unsubscribe: () => void;
  private stopped = false;

  constructor(listener: PostgresListener) {
    super();
    this.unsubscribe = listener.subscribe(deletionChannel, {
      onNotify: (operationId) => this.wake((watched) => watched === operationId),
      onListening: () => this.wake(() => true),
    });
  }

  override watch(operationId: OperationId): OperationWatch {
    const wakeup = new Wakeup();
    this.watches.set(wakeup, operationId);
    return {
      next: async (withinMs) => {
        if (!this.stopped) await wakeup.sleep(Math.min(withinMs, pollMs));
        return !this.stopped;
      },
      end: () => this.watches.delete(wakeup),
    };
  }

  override stop(): void {
    this.stopped = true;
    this.unsubscribe();
    this.wake(() => true);
  }

  private wake(concerned: (operationId: OperationId) => boolean): void {
    for (const [wakeup, operationId] of this.watches) if (concerned(operationId)) wakeup.call();
  }
}
