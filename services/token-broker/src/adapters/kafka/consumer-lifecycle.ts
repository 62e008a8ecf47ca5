import { type BeforeApplicationShutdown, Injectable, type OnModuleInit } from '@nestjs/common';
import { EventBus, EventBusServer } from '@patchbay/event-bus';
import { Readiness } from '@patchbay/service-kit';

/** Not ready while the connectors' state is not followed: what is known of them might be old. */
@Injectable()
export class ConsumerLifecycle implements OnModuleInit, BeforeApplicationShutdown {
  constructor(
    private readonly server: EventBusServer,
    private readonly bus: EventBus,
    private readonly readiness: Readiness,
  ) {}

  onModuleInit(): void {
    this.readiness.register('connector-state', () => {
      const { ready, reason } = this.server.health();
      return ready ? undefined : (reason ?? 'not ready');
    });
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.server.close();
    await this.bus.close();
  }
}
