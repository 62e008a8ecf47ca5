import { type ConnectionSettings, OwnConnection } from '@patchbay/postgres';
import { type OutboxRow, outboxColumns } from './outbox-row.ts';

/** The row up to which everything is published. */
export type RelayPosition = Pick<OutboxRow, 'seq' | 'ordinal'>;

const lockName = 'patchbay.outbox-relay';

/** The server ends the session after so long without a word: of a process that is frozen, whose kernel goes on answering for it, nothing else tells. */
const leaseMs = 3_000;
const heartbeatMs = 500;

/**
 * The relay's session: it holds the lock that makes this relay the only active one, and every read and mark of the relay goes through it.
 * So a relay whose session has ended can neither read on nor mark.
 */
export class RelaySession {
  private heldUntil = 0;
  private readonly heartbeat: NodeJS.Timeout;

  private constructor(private readonly connection: OwnConnection) {
    this.heartbeat = setInterval(() => void this.query('SELECT 1').catch(() => undefined), heartbeatMs);
  }

  static async open(settings: ConnectionSettings): Promise<RelaySession> {
    const session = new RelaySession(await OwnConnection.open(settings));
    try {
      await session.query("SELECT set_config('idle_session_timeout', $1, false)", [`${leaseMs}`]);
      return session;
    } catch (error) {
      await session.close();
      throw error;
    }
  }

  /** False when this process has slept for so long that another relay may have the lock, though nothing has been heard of it yet. */
  get holds(): boolean {
    return performance.now() < this.heldUntil;
  }

  get lost(): AbortSignal {
    return this.connection.lost;
  }

  /**
   * Tries only: a statement that waits for the lock would hold a snapshot, and with it back the vacuum, for as long as another relay lives.
   * @returns false while another relay holds the lock
   */
  async lock(): Promise<boolean> {
    const [row] = await this.query<{ locked: boolean }>('SELECT pg_try_advisory_lock(hashtextextended($1, 0)) AS locked', [lockName]);
    return row?.locked === true;
  }

  async position(): Promise<RelayPosition> {
    const [row] = await this.query<RelayPosition>('SELECT seq, ordinal FROM outbox_relay');
    if (!row) throw new Error('the table outbox_relay has no row: its migration inserts one, and nothing may delete it');
    return row;
  }

  readAfter(position: RelayPosition, limit: number): Promise<OutboxRow[]> {
    return this.query<OutboxRow>(
      `SELECT ${outboxColumns} FROM outbox WHERE (seq, ordinal) > ($1::bigint, $2::int) ORDER BY seq, ordinal LIMIT $3`,
      [position.seq, position.ordinal, limit],
    );
  }

  async advance(to: RelayPosition): Promise<void> {
    await this.query('UPDATE outbox_relay SET seq = $1, ordinal = $2, published_at = clock_timestamp()', [to.seq, to.ordinal]);
  }

  /**
   * Deletes among the oldest `limit` rows those that are published and older than `retentionMs`.
   * @returns how many it deleted; when `limit`, there may be more
   */
  async deletePublished(position: RelayPosition, retentionMs: number, limit: number): Promise<number> {
    const deleted = await this.query(
      `DELETE FROM outbox USING (SELECT seq, ordinal FROM outbox ORDER BY seq, ordinal LIMIT $4) AS oldest
        WHERE outbox.seq = oldest.seq AND outbox.ordinal = oldest.ordinal
          AND (outbox.seq, outbox.ordinal) <= ($1::bigint, $2::int) AND written_at < clock_timestamp() - $3 * interval '1 millisecond'
        RETURNING outbox.seq`,
      [position.seq, position.ordinal, retentionMs, limit],
    );
    return deleted.length;
  }

  /** Deletes up to `limit` events that the inbox has remembered for longer than `retentionMs`. */
  async forgetReceived(retentionMs: number, limit: number): Promise<void> {
    await this.query(
      `DELETE FROM inbox WHERE (consumer, event_id) IN
        (SELECT consumer, event_id FROM inbox WHERE received_at < clock_timestamp() - $1 * interval '1 millisecond' LIMIT $2)`,
      [retentionMs, limit],
    );
  }

  close(): Promise<void> {
    clearInterval(this.heartbeat);
    return this.connection.close();
  }

  /** Counted from before the statement was sent: the server counts from when it had answered. */
  private async query<Row extends object>(text: string, values: readonly unknown[] = []): Promise<Row[]> {
    const sentAt = performance.now();
    const rows = await this.connection.query<Row>(text, values);
    this.heldUntil = Math.max(this.heldUntil, sentAt + leaseMs);
    return rows;
  }
}
