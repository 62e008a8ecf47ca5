import { OwnConnection } from '@patchbay/postgres';
import { eventually } from '@patchbay/testing';
import { soon } from './running-registry.ts';

/** Rows that a test has locked, so that the service stops in the middle of what it does with them. */
export class HeldRows {
  private constructor(
    private readonly session: OwnConnection,
    private readonly backend: number,
  ) {}

  /** @param rows what to lock, after `SELECT 1 FROM` */
  static async hold(superuserUrl: string, rows: string): Promise<HeldRows> {
    const session = await OwnConnection.open({ url: superuserUrl, applicationName: 'held-rows', statementTimeoutMs: 60_000 });
    const [self] = await session.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    await session.query('BEGIN');
    await session.query(`SELECT 1 FROM ${rows} FOR UPDATE`);
    return new HeldRows(session, self?.pid ?? 0);
  }

  /** Resolves when somebody waits for the rows. */
  async reached(): Promise<void> {
    await eventually(async () => {
      const [row] = await this.session.query<{ waiting: number }>(
        'SELECT count(*) AS waiting FROM pg_stat_activity WHERE $1 = ANY (pg_blocking_pids(pid))',
        [this.backend],
      );
      expect(row?.waiting).toBeGreaterThan(0);
    }, soon);
  }

  async release(): Promise<void> {
    await this.session.query('ROLLBACK');
    await this.session.close();
  }
}
