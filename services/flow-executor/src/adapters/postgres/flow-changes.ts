import type { PostgresListener } from '@patchbay/postgres';
import type { FlowDirectory } from '../../application/flow-directory.ts';
import type { Problems } from '../../application/ports.ts';
import { flowChangedChannel } from './flow-changed-channel.ts';

export interface FlowChangesOptions {
  listener: PostgresListener;
  directory: FlowDirectory;
  problems: Problems;
  /** How long a change may stay unseen when its notification got lost. Default 2000. */
  pollMs?: number;
}

/** Tells this replica's directory which flows have changed, whichever replica changed them. */
export class FlowChanges {
  private timer: NodeJS.Timeout | undefined;
  private unsubscribe: (() => void) | undefined;

  constructor(private readonly options: FlowChangesOptions) {}

  start(): void {
    const { listener, directory, pollMs = 2_000 } = this.options;
    this.unsubscribe = listener.subscribe(flowChangedChannel, {
      onNotify: (flowId) => directory.invalidate(flowId),
      onListening: () => directory.invalidateAll(),
    });
    this.timer = setInterval(() => void this.poll(), pollMs).unref();
  }

  stop(): void {
    clearInterval(this.timer);
    this.unsubscribe?.();
  }

  private async poll(): Promise<void> {
    try {
      await this.options.directory.refresh();
    } catch (error) {
      this.options.problems.report('changes of flows could not be read', error);
    }
  }
}
