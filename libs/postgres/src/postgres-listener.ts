import { backoffMs } from './backoff.ts';
import { type ConnectionSettings, OwnConnection } from './own-connection.ts';
import { Wakeup } from './wakeup.ts';

export interface PostgresListenerOptions extends ConnectionSettings {
  /** Every lost connection, failed attempt and throwing subscriber: to be logged. The listener goes on by itself. */
  onError: (error: unknown) => void;
  /** How often the session is asked whether it still listens. Default 5000. */
  heartbeatMs?: number;
}

export interface Subscription {
  onNotify(payload: string): void;
  /**
   * Listening has begun, for the first time or again after a loss. Notifications before this moment may have been missed:
   * read the table that they speak of.
   */
  onListening?(): void;
}

/**
 * LISTEN on a connection of its own. A notification is a hint that saves waiting, never the only way to learn of something:
 * keep polling beside it. Not to be used through a pooler in transaction mode.
 */
export class PostgresListener {
  private readonly subscriptions = new Map<string, Set<Subscription>>();
  private readonly wakeup = new Wakeup();
  private readonly heartbeatMs: number;
  private stopping = false;
  private failures = 0;
  private running: Promise<void> | undefined;

  constructor(private readonly options: PostgresListenerOptions) {
    this.heartbeatMs = options.heartbeatMs ?? 5_000;
  }

  /** Before or after `start`. Returns the way to end the subscription. */
  subscribe(channel: string, subscription: Subscription): () => void {
    if (!/^[a-z][a-z0-9_]{0,62}$/.test(channel)) throw new TypeError(`${channel} is no channel name: use up to 63 of a-z, 0-9 and _`);
    const others = this.subscriptions.get(channel) ?? new Set();
    this.subscriptions.set(channel, others.add(subscription));
    // The next heartbeat listens to a new channel; one that nobody wants any more is left to the session's end.
    this.wakeup.call();
    return () => others.delete(subscription);
  }

  /** Starts in the background; it does not wait for Postgres. */
  start(): void {
    this.running ??= this.run();
  }

  async stop(): Promise<void> {
    this.stopping = true;
    this.wakeup.call();
    await this.running;
  }

  private async run(): Promise<void> {
    while (!this.stopping) {
      try {
        await this.listenOn(await OwnConnection.open(this.options));
      } catch (error) {
        this.options.onError(error);
        this.failures += 1;
        if (!this.stopping) await this.wakeup.sleep(backoffMs(this.failures, 50, 5_000));
      }
    }
  }

  private async listenOn(connection: OwnConnection): Promise<void> {
    connection.onNotification((channel, payload) => this.tell(channel, (subscription) => subscription.onNotify(payload)));
    connection.lost.addEventListener('abort', () => this.wakeup.call());
    try {
      while (!this.stopping) {
        await this.heartbeat(connection);
        this.failures = 0;
        await this.wakeup.sleep(this.heartbeatMs);
      }
    } finally {
      await connection.close();
    }
  }

  /** In the same session on purpose: only that proves that this connection is alive and still listens. */
  private async heartbeat(connection: OwnConnection): Promise<void> {
    const rows = await connection.query<{ channel: string }>('SELECT pg_listening_channels() AS channel');
    const listening = new Set(rows.map(({ channel }) => channel));
    for (const channel of this.subscriptions.keys()) {
      if (listening.has(channel)) continue;
      await connection.query(`LISTEN ${channel}`);
      this.tell(channel, (subscription) => subscription.onListening?.());
    }
  }

  private tell(channel: string, call: (subscription: Subscription) => void): void {
    for (const subscription of this.subscriptions.get(channel) ?? []) {
      try {
        call(subscription);
      } catch (error) {
        this.options.onError(error);
      }
    }
  }
}
