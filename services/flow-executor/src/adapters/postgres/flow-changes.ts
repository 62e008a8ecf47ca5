import type { PostgresListener } from '@patchbay/postgres';
import type { FlowDirectory } from '../../application/flow-directory.ts';
import type { Problems } from '../../application/ports.ts';
import { flowChangedChannel } from './flow-changed-channel.ts';

/** How long a change may stay unseen when its notification got lost. */
const pollMs = 2_000;

/** Tells this replica's directory which flows have changed, whichever replica changed them. */
export class FlowChanges {
  private timer: NodeJS.Timeout | undefined;
  private unsubscribe: (() => void) | undefined;

  constructor(
    private readonly listener: PostgresListener,
    private readonly directory: FlowDirectory,
    private readonly problems: Problems,
  ) {}

  start(): void {
    this.unsubscribe = this.listener.subscribe(flowChangedChannel, {
      onNotify: (flowId) => this.directory.invalidate(flowId),
      onListening: () => this.directory.invalidateAll(),
    });
    this.timer = setInterval(() => void this.poll(), pollMs).unref();
  }

  stop(): void {
    clearInterval(this.timer);
    this.unsubscribe?.();
  }

  private async poll(): Promise<void> {
    try {
      await this.directory.refresh();
    } catch (error) {
      this.problems.report('changes of flows could not be read', error);
    }
  }
}
