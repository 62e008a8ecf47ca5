import { backoffMs, type PostgresListener, Wakeup } from '@patchbay/postgres';
import type { AdvanceOperations } from '../../application/advance-operations.ts';
import { operationChannel } from './operation-channel.ts';

interface OperationRunnerOptions {
  advance: Pick<AdvanceOperations, 'takeDueStep'>;
  /** Started and stopped by its owner. */
  listener: PostgresListener;
  /** Every step that failed: to be logged. The runner goes on by itself. */
  onError: (error: unknown) => void;
  /** Default 500. */
  pollMs?: number;
}

/** Takes due steps of operations, one after the other, woken by notifications and by polling. Each replica runs one. */
export class OperationRunner {
  private readonly wakeup = new Wakeup();
  private readonly pause = new Wakeup();
  private stopping = false;
  private failures = 0;
  private unsubscribe: (() => void) | undefined;
  private running: Promise<void> | undefined;

  constructor(private readonly options: OperationRunnerOptions) {}

  start(): void {
    if (this.running) return;
    const wake = () => this.wakeup.call();
    this.unsubscribe = this.options.listener.subscribe(operationChannel, { onNotify: wake, onListening: wake });
    this.running = this.run();
  }

  /** Finishes the step in hand. */
  async stop(): Promise<void> {
    this.stopping = true;
    this.wakeup.call();
    this.pause.call();
    this.unsubscribe?.();
    await this.running;
  }

  private async run(): Promise<void> {
    while (!this.stopping) {
      try {
        const taken = await this.options.advance.takeDueStep();
        this.failures = 0;
        if (!taken) await this.wakeup.sleep(this.options.pollMs ?? 500);
      } catch (error) {
        this.options.onError(error);
        this.failures += 1;
        // The operation itself has been put off; this is for a database that is away.
        if (!this.stopping) await this.pause.sleep(backoffMs(this.failures, 50, 2_000));
      }
    }
  }
}
