import { type PostgresListener, Wakeup } from '@patchbay/postgres';
import { OperationChanges, type OperationWatch } from '../../application/ports.ts';
import type { OperationId } from '../../domain/ids.ts';
import { operationChannel } from './operation-channel.ts';

/** Polling makes up for a notification that is lost, and notices that the process stops. */
const pollMs = 1_000;

export class PostgresOperationChanges extends OperationChanges {
  private readonly watches = new Map<Wakeup, OperationId>();

  /** @param isStopping whether those who wait are to be answered as things are */
  constructor(
    listener: PostgresListener,
    private readonly isStopping: () => boolean,
  ) {
    super();
    listener.subscribe(operationChannel, {
      onNotify: (operationId) => this.wake((watched) => watched === operationId),
      onListening: () => this.wake(() => true),
    });
  }

  override watch(operationId: OperationId): OperationWatch {
    const wakeup = new Wakeup();
    this.watches.set(wakeup, operationId);
    return {
      next: async (withinMs) => {
        await wakeup.sleep(Math.min(withinMs, pollMs));
        return !this.isStopping();
      },
      end: () => this.watches.delete(wakeup),
    };
  }

  private wake(concerned: (operationId: OperationId) => boolean): void {
    for (const [wakeup, operationId] of this.watches) if (concerned(operationId)) wakeup.call();
  }
}
