import { setTimeout as sleep } from 'node:timers/promises';
import { type OperationQueue, OperationWakeups } from '../../application/ports.ts';
import type { ConnectorId } from '../../domain/ids.ts';

/** Far below what anybody notices, and enough to make one wake-up of the replies of thousands of flows. */
const batchMs = 20;

export class BatchedWakeups extends OperationWakeups {
  private readonly waiting = new Set<ConnectorId>();
  private isWaking = false;

  constructor(
    private readonly queue: Pick<OperationQueue, 'wake'>,
    private readonly onError: (error: unknown) => void,
  ) {
    super();
  }

  override soon(connectorId: ConnectorId): void {
    this.waiting.add(connectorId);
    if (!this.isWaking) void this.wakeAll();
  }

  /** One after the other: those that come meanwhile are the next one's. */
  private async wakeAll(): Promise<void> {
    this.isWaking = true;
    while (this.waiting.size > 0) {
      await sleep(batchMs);
      const connectorIds = [...this.waiting];
      this.waiting.clear();
      await this.queue.wake(connectorIds).catch(this.onError);
    }
    this.isWaking = false;
  }
}
