import { Client, type QueryResultRow } from 'pg';
import { readInt8AsNumber } from './int8.ts';
import { isUnavailable, translated } from './postgres-unavailable.ts';

export interface ConnectionSettings {
  /** `postgres://user:password@host:port/database` */
  url: string;
  /** Shown in `pg_stat_activity`. */
  applicationName: string;
  /** Every session acts as this role, which the user of `url` is a member of. Default: as that user. */
  role?: string;
  /**
   * How long one statement may take. A second later the client stops waiting for an answer and gives the connection up.
   * Default 10000 in a pool, 5000 in a session of its own.
   */
  statementTimeoutMs?: number;
}

/** The server's own timeout comes first, unless the server has vanished without a word. */
export const answerMarginMs = 1_000;

/** Settings that a session has from its first statement on. */
export function sessionOptionsOf({ role }: Pick<ConnectionSettings, 'role'>): string {
  if (role !== undefined && !/^[a-z_][a-z0-9_]{0,62}$/.test(role))
    throw new TypeError(`${role} is no role name: use up to 63 of a-z, 0-9 and _`);
  return role === undefined ? '-c TimeZone=UTC' : `-c TimeZone=UTC -c role=${role}`;
}

/** TCP keepalive begins after this much silence; Node then gives up after ten more seconds. */
export const keepAliveAfterMs = 10_000;

const connectTimeoutMs = 5_000;
const closeWithinMs = 1_000;

/**
 * A session outside the pool, for what lives as long as its session does: LISTEN, advisory locks.
 * Every query is bounded in time also when the peer has vanished without a word; one that gets no answer makes the connection `lost`.
 */
export class OwnConnection {
  private readonly loss = new AbortController();
  /** Aborted once the session has ended for whatever reason; its locks are then somebody else's to take. */
  readonly lost: AbortSignal = this.loss.signal;

  private constructor(private readonly client: Client) {
    client.on('error', (error) => this.loss.abort(error));
    client.on('end', () => this.loss.abort());
  }

  /** @throws PostgresUnavailable */
  static async open(settings: ConnectionSettings): Promise<OwnConnection> {
    readInt8AsNumber();
    const { statementTimeoutMs = 5_000 } = settings;
    const client = new Client({
      connectionString: settings.url,
      application_name: settings.applicationName,
      options: sessionOptionsOf(settings),
      keepAlive: true,
      keepAliveInitialDelayMillis: keepAliveAfterMs,
      connectionTimeoutMillis: connectTimeoutMs,
      statement_timeout: statementTimeoutMs,
      query_timeout: statementTimeoutMs + answerMarginMs,
    });
    const connection = new OwnConnection(client);
    try {
      await client.connect();
    } catch (error) {
      throw translated(error);
    }
    return connection;
  }

  /** @throws PostgresUnavailable, and the connection is lost then. */
  async query<Row extends QueryResultRow>(text: string, values: readonly unknown[] = []): Promise<Row[]> {
    try {
      const result = await this.client.query<Row>(text, [...values]);
      return result.rows;
    } catch (error) {
      if (isUnavailable(error)) this.drop();
      throw translated(error);
    }
  }

  onNotification(handler: (channel: string, payload: string) => void): void {
    this.client.on('notification', ({ channel, payload }) => handler(channel, payload ?? ''));
  }

  async close(): Promise<void> {
    const forced = setTimeout(() => this.drop(), closeWithinMs);
    await this.client.end();
    clearTimeout(forced);
  }

  private drop(): void {
    this.loss.abort();
    this.client.connection.stream.destroy();
  }
}
