import { backoffMs, Wakeup } from '@patchbay/postgres';
import type { RegistryDatabase } from '../registry-database.ts';

export interface PeriodicJob {
  name: string;
  everyMs: number;
  /** Repeatable: it may be cut short, and run again by another replica. @returns what is worth knowing of it afterwards, as JSON */
  run: (signal: AbortSignal) => Promise<unknown>;
}

interface PeriodicJobsOptions {
  database: RegistryDatabase;
  clock: { now(): Date };
  jobs: readonly PeriodicJob[];
  onError: (error: unknown) => void;
}

const longestSleepMs = 5_000;

/** Each job runs once in its time over all replicas: who moves its row ahead runs it. Each replica has one of these. */
export class PeriodicJobs {
  private readonly wakeup = new Wakeup();
  private readonly ending = new AbortController();
  private running: Promise<void> | undefined;
  private failures = 0;

  constructor(private readonly options: PeriodicJobsOptions) {}

  onApplicationBootstrap(): void {
    this.running ??= this.loop();
  }

  /** Before anything that a job uses is closed. */
  async beforeApplicationShutdown(): Promise<void> {
    this.ending.abort();
    this.wakeup.call();
    await this.running;
  }

  private async loop(): Promise<void> {
    const sleepMs = Math.min(longestSleepMs, ...this.options.jobs.map(({ everyMs }) => everyMs));
    while (!this.ending.signal.aborted) {
      for (const job of this.options.jobs) await this.runIfDue(job);
      if (!this.ending.signal.aborted) await this.wakeup.sleep(Math.max(sleepMs, backoffMs(this.failures, 50, longestSleepMs)));
    }
  }

  private async runIfDue(job: PeriodicJob): Promise<void> {
    const { signal } = this.ending;
    if (signal.aborted) return;
    try {
      if (!(await this.claim(job))) return;
      await this.finish(job.name, await job.run(signal));
      this.failures = 0;
    } catch (error) {
      if (signal.aborted) return;
      this.options.onError(error);
      this.failures += 1;
    }
  }

  private async claim({ name, everyMs }: PeriodicJob): Promise<boolean> {
    const now = this.options.clock.now();
    const [claimed]: [unknown[], number] = await this.options.database.system.query(
      `WITH known AS (INSERT INTO periodic_job (name, due_at) VALUES ($1, $3) ON CONFLICT DO NOTHING)
       UPDATE periodic_job SET due_at = $3 WHERE name = $1 AND due_at <= $2 RETURNING name`,
      [name, now, new Date(now.getTime() + everyMs)],
    );
    return claimed.length > 0;
  }

  private async finish(name: string, result: unknown): Promise<void> {
    await this.options.database.system.query('UPDATE periodic_job SET finished_at = $2, result = $3 WHERE name = $1', [
      name,
      this.options.clock.now(),
      JSON.stringify(result ?? null),
    ]);
  }
}
