import { backoffMs, type PostgresListener, Wakeup } from '@patchbay/postgres';
import type { FollowHalts } from '../../../application/halts/follow-halts.ts';
import { leaseChannel } from '../holders/lease-rows.ts';
import { operationChannel } from '../operation-channel.ts';

interface HaltRunnerOptions {
  follow: Pick<FollowHalts, 'look'>;
  /** Started and stopped by its owner. */
  listener: PostgresListener;
  /** Every look that failed: to be logged. The runner goes on by itself. */
  onError: (error: unknown) => void;
}

/** For a notification that is lost. */
const pollMs = 250;

/** Looks at open halts whenever something may have happened to one, and when one is proven by time. Each replica runs one. */
export class HaltRunner {
  private readonly wakeup = new Wakeup();
  private readonly pause = new Wakeup();
  private stopping = false;
  private failures = 0;
  private unsubscribe: (() => void)[] = [];
  private running: Promise<void> | undefined;

  constructor(private readonly options: HaltRunnerOptions) {}

  onApplicationBootstrap(): void {
    if (this.running) return;
    const wake = () => this.wakeup.call();
    const subscription = { onNotify: wake, onListening: wake };
    this.unsubscribe = [leaseChannel, operationChannel].map((channel) => this.options.listener.subscribe(channel, subscription));
    this.running = this.run();
  }

  /** Before the database is closed. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stopping = true;
    this.wakeup.call();
    this.pause.call();
    for (const end of this.unsubscribe) end();
    await this.running;
  }

  private async run(): Promise<void> {
    while (!this.stopping) {
      try {
        const dueInMs = await this.options.follow.look();
        this.failures = 0;
        if (!this.stopping) await this.wakeup.sleep(Math.min(pollMs, Math.ceil(dueInMs)));
      } catch (error) {
        this.options.onError(error);
        this.failures += 1;
        if (!this.stopping) await this.pause.sleep(backoffMs(this.failures, 50, pollMs));
      }
    }
  }
}
