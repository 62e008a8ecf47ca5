import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common';
import { Wakeup } from '@patchbay/postgres';
import type { FireSchedule } from '../../../application/schedule/fire-schedule.ts';

interface ScheduleRunnerOptions {
  fire: Pick<FireSchedule, 'takeDueStep'>;
  /** Every step that failed: to be logged. The runner goes on by itself. */
  onError: (error: unknown) => void;
  /** Default 250: how late a step may be. */
  pollMs?: number;
}

/** Looks for due steps of schedules. Each replica runs one; a step is taken by one of them. */
export class ScheduleRunner implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly wakeup = new Wakeup();
  private stopping = false;
  private running: Promise<void> | undefined;

  constructor(private readonly options: ScheduleRunnerOptions) {}

  onApplicationBootstrap(): void {
    this.running ??= this.run();
  }

  /** Finishes the step in hand. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stopping = true;
    this.wakeup.call();
    await this.running;
  }

  private async run(): Promise<void> {
    const { fire, onError, pollMs = 250 } = this.options;
    while (!this.stopping) {
      const taken = await fire.takeDueStep().catch((error: unknown) => {
        onError(error);
        return false;
      });
      if (!taken && !this.stopping) await this.wakeup.sleep(pollMs);
    }
  }
}
