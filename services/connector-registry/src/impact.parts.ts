import type { Provider } from '@nestjs/common';
import * as kit from '@patchbay/service-kit';
import { ImpactController } from './adapters/http/impact/impact.controller.ts';
import { RoutingOutcomesConsumer } from './adapters/kafka/routing-outcomes.consumer.ts';
import { HttpOutstandingTokens } from './adapters/outbound/http-outstanding-tokens.ts';
import { HttpTimeZones } from './adapters/outbound/http-time-zones.ts';
import { PostgresCallStatistics } from './adapters/postgres/impact/postgres-call-statistics.ts';
import { RegistryDatabase } from './adapters/postgres/registry-database.ts';
import { CallStatistics, OrganizationTimeZones, OutstandingTokens } from './application/impact/ports.ts';
import { PreviewImpact } from './application/impact/preview-impact.ts';
import { RecordCalls } from './application/impact/record-calls.ts';
import type { Config } from './config.ts';
import { reporterFor } from './reporter.ts';

export const impactControllers = [ImpactController, RoutingOutcomesConsumer];

/** Part of the composition root: what a preview of the impact needs. */
export function impactOf({ TOKEN_BROKER_URL, AUTHZ_URL }: Config): Provider[] {
  return [
    RecordCalls,
    PreviewImpact,
    {
      provide: CallStatistics,
      inject: [RegistryDatabase],
      useFactory: (database: RegistryDatabase) => new PostgresCallStatistics(database),
    },
    {
      provide: OutstandingTokens,
      inject: [kit.ServiceIdentity],
      useFactory: (identity: kit.ServiceIdentity) =>
        new HttpOutstandingTokens(clientOf(identity, 'token-broker', TOKEN_BROKER_URL), reporterFor('outstanding-tokens')),
    },
    {
      provide: OrganizationTimeZones,
      inject: [kit.ServiceIdentity, kit.Clock],
      useFactory: (identity: kit.ServiceIdentity, clock: kit.Clock) =>
        new HttpTimeZones(clientOf(identity, 'authz', AUTHZ_URL), clock, reporterFor('time-zones')),
    },
  ];
}

const clientOf = (identity: kit.ServiceIdentity, name: string, baseUrl: string): kit.ServiceClient =>
  new kit.ServiceClient({ name, baseUrl, identity, timeoutMs: 3_000 });
