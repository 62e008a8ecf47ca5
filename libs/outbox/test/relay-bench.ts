import type { OutgoingEvent } from '@patchbay/contracts';
import { OutboxRelay, type OutboxRelayOptions } from '@patchbay/outbox';
import { PostgresListener, transaction } from '@patchbay/postgres';
import { openOutboxDatabase, outboxOf, thingHappened } from './things.ts';

/** A database, a listener and the relays of a test, all closed together. `published` is what the broker has stored, in its order. */
export class RelayBench {
  readonly published: OutgoingEvent[] = [];
  readonly errors: unknown[] = [];
  private readonly relays: OutboxRelay[] = [];
  private readonly outbox = outboxOf('thing-service', true);
  private readonly listener: PostgresListener;

  private constructor(private readonly database: Awaited<ReturnType<typeof openOutboxDatabase>>) {
    this.listener = new PostgresListener({
      url: database.url,
      applicationName: 'relay-bench',
      onError: (error) => this.errors.push(error),
    });
  }

  static async open(): Promise<RelayBench> {
    return new RelayBench(await openOutboxDatabase());
  }

  get dataSource() {
    return this.database.dataSource;
  }

  /** Without this no notification reaches the relays. */
  listen(): void {
    this.listener.start();
  }

  start(options: Partial<OutboxRelayOptions> = {}): OutboxRelay {
    const relay = new OutboxRelay({
      dataSource: this.dataSource,
      listener: this.listener,
      publish: this.store,
      onError: (error) => this.errors.push(error),
      pollMs: 20,
      ...options,
    });
    this.relays.push(relay);
    relay.start();
    return relay;
  }

  /** What a broker does that is well. */
  readonly store = async (events: readonly OutgoingEvent[]): Promise<void> => {
    this.published.push(...events);
  };

  append(...keys: string[]) {
    const drafts = keys.map((key) => thingHappened(key));
    return transaction(this.dataSource, (manager) => this.outbox.append(manager, drafts));
  }

  /** Ends the session of the relay that is active, as a crash of its process would. */
  async terminateActive(): Promise<void> {
    await this.dataSource.query(`SELECT pg_terminate_backend(pid, 5000) FROM pg_locks WHERE locktype = 'advisory' AND granted
      AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`);
  }

  async position(): Promise<{ seq: number; ordinal: number }> {
    const [position] = await this.dataSource.query('SELECT seq, ordinal FROM outbox_relay');
    return position;
  }

  async close(): Promise<void> {
    await Promise.all(this.relays.map((relay) => relay.stop()));
    await this.listener.stop();
    await this.database.close();
  }
}

/** A promise that the test settles. */
export function gate(): { opened: Promise<void>; open: () => void } {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}
