import type { OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import type { PostgresListener } from '@patchbay/postgres';
import type { PermittedHosts } from '../../../application/outbound-hosts/permitted-hosts.ts';
import type { Problems } from '../../../application/ports.ts';
import { outboundHostsChannel } from './postgres-outbound-hosts-store.ts';

/** How long a change may stay unseen when its notification got lost. */
const pollMs = 2_000;

/** Tells this replica whose hosts have changed, whichever replica changed them. */
export class OutboundHostChanges implements OnApplicationBootstrap, OnModuleDestroy {
  private timer: NodeJS.Timeout | undefined;
  private unsubscribe: (() => void) | undefined;

  constructor(
    private readonly listener: PostgresListener,
    private readonly hosts: PermittedHosts,
    private readonly problems: Problems,
  ) {}

  onApplicationBootstrap(): void {
    this.unsubscribe = this.listener.subscribe(outboundHostsChannel, {
      onNotify: (organizationId) => this.hosts.invalidate(organizationId),
      onListening: () => this.hosts.invalidateAll(),
    });
    this.timer = setInterval(() => void this.poll(), pollMs).unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
    this.unsubscribe?.();
  }

  private async poll(): Promise<void> {
    try {
      await this.hosts.refresh();
    } catch (error) {
      this.problems.report('changes of outbound hosts could not be read', error);
    }
  }
}
