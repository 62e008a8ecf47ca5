import { type OperationQueue, OperationWakeups } from '../../application/ports.ts';
import type { ConnectorId } from '../../domain/ids.ts';

/** Far below what anybody notices, and enough to make one wake-up of the replies of thousands of flows. */
const batchMs = 20;

export class BatchedWakeups extends OperationWakeups {
  private readonly waiting = new Set<ConnectorId>();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly queue: Pick<OperationQueue, 'wake'>,
    private readonly onError: (error: unknown) => void,
  ) {
    super();
  }

  override soon(connectorId: ConnectorId): void {
    this.waiting.add(connectorId);
    this.timer ??= setTimeout(() => this.wake(), batchMs);
  }

  private wake(): void {
    const connectorIds = [...this.waiting];
    this.waiting.clear();
    this.timer = undefined;
    this.queue.wake(connectorIds).catch(this.onError);
  }
}
