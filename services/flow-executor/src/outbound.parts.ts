import { Logger, type Provider } from '@nestjs/common';
import { AddressPolicy } from '@patchbay/egress';
import { PostgresListener } from '@patchbay/postgres';
import { DataSource } from 'typeorm';
import type { StartedCall } from './adapters/outbound/connector-requests.ts';
import { UndiciOutboundRequests } from './adapters/outbound/undici-outbound-requests.ts';
import { OutboundHostChanges } from './adapters/postgres/outbound-hosts/outbound-host-changes.ts';
import { PostgresOutboundHostsStore } from './adapters/postgres/outbound-hosts/postgres-outbound-hosts-store.ts';
import { ManageOutboundHosts } from './application/outbound-hosts/manage-outbound-hosts.ts';
import { OutboundHostsStore } from './application/outbound-hosts/outbound-hosts-store.ts';
import { PermittedHosts } from './application/outbound-hosts/permitted-hosts.ts';
import * as ports from './application/ports.ts';
import type { Config } from './config.ts';

/** Requests of flows: where they may go, and how they get there. */
export function outboundOf({ OUTBOUND_ALLOW_PRIVATE, OUTBOUND_CALL_LOG }: Config): Provider[] {
  const [logger, calls] = [new Logger('breakers'), new Logger('calls')];
  const onStart = (started: StartedCall) => calls.log(started);
  return [
    ManageOutboundHosts,
    PermittedHosts,
    {
      provide: OutboundHostsStore,
      inject: [DataSource],
      useFactory: (dataSource: DataSource) => new PostgresOutboundHostsStore(dataSource),
    },
    {
      provide: OutboundHostChanges,
      inject: [PostgresListener, PermittedHosts, ports.Problems],
      useFactory: (listener: PostgresListener, hosts: PermittedHosts, problems: ports.Problems) =>
        new OutboundHostChanges(listener, hosts, problems),
    },
    {
      provide: UndiciOutboundRequests,
      inject: [ports.TokenSource, ports.ExecutionMetrics, PermittedHosts],
      useFactory: (tokens: ports.TokenSource, metrics: ports.ExecutionMetrics, openHosts: PermittedHosts) =>
        new UndiciOutboundRequests({
          policy: new AddressPolicy(OUTBOUND_ALLOW_PRIVATE),
          openHosts,
          tokens,
          metrics,
          ...(OUTBOUND_CALL_LOG === 'on' && { onStart }),
          onBreakerChange: (endpoint, state) => logger.warn({ endpoint, state }),
        }),
    },
    { provide: ports.OutboundRequests, useExisting: UndiciOutboundRequests },
  ];
}
