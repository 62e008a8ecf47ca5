import type { OutgoingEvent } from '@patchbay/contracts';
import { backoffMs, connectionSettingsOf, type PostgresListener, Wakeup } from '@patchbay/postgres';
import type { DataSource } from 'typeorm';
import { outboxChannel } from './outbox-channel.ts';
import { type OutboxRow, outgoingEventOf } from './outbox-row.ts';
import { type RelayHealth, relayHealth } from './relay-health.ts';
import { type RelayPosition, RelaySession } from './relay-session.ts';

export interface OutboxRelayOptions {
  dataSource: DataSource;
  /** Started and stopped by its owner; without it running, polling alone wakes the relay. */
  listener: PostgresListener;
  /**
   * Resolves when the events are stored, in this order per key; a rejection makes the relay try again from the first of them.
   * It must settle by itself within bounded time: the relay cannot stop before.
   */
  publish: (events: OutgoingEvent[]) => Promise<void>;
  /** Every failure of publishing or of the session: to be logged and counted. The relay goes on by itself. */
  onError: (error: unknown) => void;
  /** After each batch that is published and marked: for metrics. */
  onPublished?: (events: readonly OutgoingEvent[]) => void;
  /** Default 250. */
  pollMs?: number;
  /** Most events in one call of `publish`. Default 200; fewer after a failure, in case a batch is too large for the broker. */
  batchSize?: number;
  /** How long published rows are kept. Default one day. */
  retentionMs?: number;
}

const dayMs = 86_400_000;
/** Longer than any topic keeps an event, so that a redelivered one is still known. */
const inboxRetentionMs = 45 * dayMs;
const cleanUpEveryMs = 60_000;
const cleanUpLimit = 1_000;

/** After a sleep of the whole process, between reading and publishing. */
class LeaseLapsed extends Error {
  constructor() {
    super(
      'this process did not run for so long that another relay may be active: what was read is not published, and the lock is sought anew',
    );
  }
}

/**
 * Publishes the outbox in the order of its commits, at least once. Each replica runs one; exactly one is active, by an advisory lock
 * that ends with the session of its holder, and the session ends when its holder is silent. An event that cannot be published holds up those behind it: none is ever skipped.
 */
export class OutboxRelay {
  private readonly wakeup = new Wakeup();
  /** Ends a pause after a failure, which new events must not shorten. */
  private readonly interruption = new Wakeup();
  private active = false;
  private stopping = false;
  /** In a row, of publishing or of the session. */
  private failures = 0;
  private cleanUpAt = 0;
  private unsubscribe: (() => void) | undefined;
  private running: Promise<void> | undefined;

  constructor(private readonly options: OutboxRelayOptions) {}

  start(): void {
    if (this.running) return;
    const wake = () => this.wakeup.call();
    this.unsubscribe = this.options.listener.subscribe(outboxChannel, { onNotify: wake, onListening: wake });
    this.running = this.run();
  }

  /** Finishes the batch in flight, then hands over to another replica. */
  async stop(): Promise<void> {
    this.stopping = true;
    this.interrupt();
    this.unsubscribe?.();
    await this.running;
  }

  /** @throws PostgresUnavailable */
  async health(): Promise<RelayHealth> {
    return { active: this.active, ...(await relayHealth(this.options.dataSource)) };
  }

  private async run(): Promise<void> {
    const settings = connectionSettingsOf(this.options.dataSource);
    while (!this.stopping) {
      try {
        await this.serve(await RelaySession.open({ ...settings, applicationName: `${settings.applicationName}-outbox-relay` }));
      } catch (error) {
        await this.pauseAfter(error);
      }
    }
  }

  private async serve(session: RelaySession): Promise<void> {
    session.lost.addEventListener('abort', () => this.interrupt());
    try {
      if (await this.becomeActive(session)) await this.publishInOrder(session);
    } finally {
      this.active = false;
      await session.close();
    }
  }

  private async becomeActive(session: RelaySession): Promise<boolean> {
    while (!this.stopping) {
      this.active = await session.lock();
      if (this.active) return true;
      await this.wakeup.sleep(this.options.pollMs ?? 250);
    }
    return false;
  }

  /** Each publish follows a read that succeeded lately in the session with the lock: when the session is lost, nothing more is published. */
  private async publishInOrder(session: RelaySession): Promise<void> {
    const { pollMs = 250, batchSize = 200 } = this.options;
    let position = await session.position();
    while (!this.stopping) {
      await this.cleanUpWhenDue(session, position);
      const rows = await session.readAfter(position, Math.max(1, Math.floor(batchSize / 2 ** this.failures)));
      if (rows.length > 0) {
        position = await this.publishAndMark(session, rows, position);
      } else {
        this.failures = 0;
        await this.wakeup.sleep(pollMs);
      }
    }
  }

  /** @returns the position reached, which is the old one when publishing failed */
  private async publishAndMark(session: RelaySession, rows: OutboxRow[], position: RelayPosition): Promise<RelayPosition> {
    const events = rows.map(outgoingEventOf);
    if (!session.holds) throw new LeaseLapsed();
    try {
      await this.options.publish(events);
    } catch (error) {
      await this.pauseAfter(error);
      return position;
    }
    const last = rows.at(-1) ?? position;
    await session.advance(last);
    this.failures = 0;
    this.options.onPublished?.(events);
    return last;
  }

  private async cleanUpWhenDue(session: RelaySession, position: RelayPosition): Promise<void> {
    if (performance.now() < this.cleanUpAt) return;
    const deleted = await session.deletePublished(position, this.options.retentionMs ?? dayMs, cleanUpLimit);
    await session.forgetReceived(inboxRetentionMs, cleanUpLimit);
    if (deleted < cleanUpLimit) this.cleanUpAt = performance.now() + cleanUpEveryMs;
  }

  private async pauseAfter(error: unknown): Promise<void> {
    this.options.onError(error);
    this.failures += 1;
    if (!this.stopping) await this.interruption.sleep(backoffMs(this.failures, 50, 5_000));
  }

  private interrupt(): void {
    this.wakeup.call();
    this.interruption.call();
  }
}
