import { type BeforeApplicationShutdown, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { EventBus } from '@patchbay/event-bus';
import { OutboxRelay } from '@patchbay/outbox';
import { connectionSettingsOf, PostgresListener } from '@patchbay/postgres';
import { DataSource } from 'typeorm';

/** From the outbox to the topic, for as long as the process runs. Decisions do not wait for it: with the broker away the events wait in the outbox. */
@Injectable()
export class EventRelay implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly listener: PostgresListener;
  private readonly relay: OutboxRelay;

  constructor(
    dataSource: DataSource,
    private readonly bus: EventBus,
  ) {
    const log = new Logger('outbox');
    const onError = (error: unknown) => log.error(error);
    this.listener = new PostgresListener({ ...connectionSettingsOf(dataSource), applicationName: 'authz-listener', onError });
    this.relay = new OutboxRelay({ dataSource, listener: this.listener, publish: (events) => bus.publish(events), onError });
  }

  onApplicationBootstrap(): void {
    this.listener.start();
    this.relay.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.relay.stop();
    await this.listener.stop();
    await this.bus.close();
  }
}
