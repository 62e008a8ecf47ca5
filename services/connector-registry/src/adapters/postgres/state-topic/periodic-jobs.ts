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
const longestRunMs = 300_000;

/** Each job runs once in its time over all replicas: who moves its row ahead runs it. Each replica has one of these. */
export class PeriodicJobs {
  private readonly wakeup = new Wakeup();
  private readonly ending = new AbortController();
  private running: Promise<void> | undefined;
  private failures = 0;
  /** Those that this replica has, or may have, by job: until when they hold, and when the job is due again. */
  private readonly claims = new Map<string, { until: Date; dueAt: Date }>();

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
    try {
      await this.giveBack(job.name);
      if (this.ending.signal.aborted || !(await this.claim(job))) return;
      await this.finish(job);
      this.failures = 0;
    } catch (error) {
      this.options.onError(error);
      this.failures += 1;
    }
  }

  private async finish(job: PeriodicJob): Promise<void> {
    const { signal } = this.ending;
    try {
      const result = await job.run(signal);
      await this.update(job.name, 'finished_at = $2, result = $3', [this.options.clock.now(), JSON.stringify(result ?? null)]);
    } catch (error) {
      if (!signal.aborted) throw error;
    } finally {
      // What was cut short is another replica's to begin anew.
      const claim = this.claims.get(job.name);
      if (claim) claim.dueAt = this.after(signal.aborted ? 0 : job.everyMs);
      await this.giveBack(job.name);
    }
  }

  /** Where the database was away it is done at the next turn, unless somebody else has the job by then. */
  private async giveBack(name: string): Promise<void> {
    const claim = this.claims.get(name);
    if (!claim) return;
    const statement = 'UPDATE periodic_job SET due_at = $2 WHERE name = $1 AND due_at = $3';
    await this.options.database.system.query(statement, [name, claim.dueAt, claim.until]);
    this.claims.delete(name);
  }

  /** Until the job has ended, or for as long as none takes: who dies with a claim leaves the job to the others after that time. */
  private async claim({ name, everyMs }: PeriodicJob): Promise<boolean> {
    const until = this.after(longestRunMs);
    // Before it is known: the answer may be lost when the claim is not.
    this.claims.set(name, { until, dueAt: this.after(0) });
    const [claimed]: [unknown[], number] = await this.options.database.system.query(
      `WITH known AS (INSERT INTO periodic_job (name, due_at) VALUES ($1, $4) ON CONFLICT DO NOTHING)
       UPDATE periodic_job SET due_at = $3 WHERE name = $1 AND due_at <= $2 RETURNING name`,
      [name, this.after(0), until, this.after(everyMs)],
    );
    if (claimed.length === 0) this.claims.delete(name);
    return claimed.length > 0;
  }

  private async update(name: string, columns: string, values: readonly unknown[]): Promise<void> {
    await this.options.database.system.query(`UPDATE periodic_job SET ${columns} WHERE name = $1`, [name, ...values]);
  }

  private after(ms: number): Date {
    return new Date(this.options.clock.now().getTime() + ms);
  }
}
