import type { Provider } from '@nestjs/common';
import { APP_INTERCEPTOR } from '@nestjs/core';
import { leaseProfiles } from '@patchbay/halt-protocol';
import { PostgresListener } from '@patchbay/postgres';
import * as kit from '@patchbay/service-kit';
import { HolderAccess } from './adapters/access/holder-access.ts';
import { HaltAnswer } from './adapters/http/halt-answer.interceptor.ts';
import { HolderStreamController } from './adapters/http/holders/holder-stream.controller.ts';
import { HoldersController } from './adapters/http/holders/holders.controller.ts';
import { LeaseGatekeeper } from './adapters/http/holders/lease-gatekeeper.ts';
import { PushStreams } from './adapters/http/holders/push-streams.ts';
import { haltFigures, holderFigures, placesUsed } from './adapters/postgres/halts/halt-figures.ts';
import { HaltRunner } from './adapters/postgres/halts/halt-runner.ts';
import { PostgresHaltLedger } from './adapters/postgres/halts/postgres-halt-ledger.ts';
import { PostgresChanges } from './adapters/postgres/holders/postgres-changes.ts';
import { PostgresHeldState } from './adapters/postgres/holders/postgres-held-state.ts';
import { PostgresLeases } from './adapters/postgres/holders/postgres-leases.ts';
import { RegistryDatabase } from './adapters/postgres/registry-database.ts';
import { reportHalts } from './adapters/telemetry/halts/halt-metrics.ts';
import { ToldHalts } from './adapters/telemetry/halts/told-halts.ts';
import { ToldHolders } from './adapters/telemetry/halts/told-holders.ts';
import { FollowHalts } from './application/halts/follow-halts.ts';
import { HaltLedger, HaltObserver } from './application/halts/ports.ts';
import { Changes, HeldState, HolderObserver, LeasePolicy, Leases } from './application/holders/ports.ts';
import { RenewLease } from './application/holders/renew-lease.ts';
import { SpeakForLease } from './application/holders/speak-for-lease.ts';
import type { Config } from './config.ts';
import { reporterFor } from './reporter.ts';

export const haltControllers = [HoldersController, HolderStreamController];

/** Part of the composition root: leases, and the halts that wait for them. */
export function haltsOf(config: Config): Provider[] {
  const policy: LeasePolicy = {
    terms: leaseProfiles[config.LEASE_PROFILE],
    maxHolders: config.MAX_HOLDERS,
    maxHoldersOfOrganization: config.MAX_HOLDERS_OF_ORGANIZATION,
  };
  return [
    RenewLease,
    SpeakForLease,
    FollowHalts,
    { provide: LeasePolicy, useValue: policy },
    { provide: APP_INTERCEPTOR, useClass: HaltAnswer },
    ...storesOf(),
    ...observers,
    {
      provide: LeaseGatekeeper,
      inject: [kit.AccessControl, kit.Clock],
      useFactory: (access: kit.AccessControl, clock: kit.Clock) =>
        new HolderAccess({ access, clock, onUndecided: reporterFor('holders') }) satisfies LeaseGatekeeper,
    },
    {
      provide: HaltRunner,
      inject: [FollowHalts, PostgresListener],
      useFactory: (follow: FollowHalts, listener: PostgresListener) => new HaltRunner({ follow, listener, onError: reporterFor('halts') }),
    },
    {
      provide: PushStreams,
      inject: [Changes, Leases, HolderObserver, kit.Metrics, RegistryDatabase],
      useFactory: (changes: Changes, leases: Leases, observer: HolderObserver, metrics: kit.Metrics, database: RegistryDatabase) => {
        const streams = new PushStreams({ changes, leases, observer, onError: reporterFor('holders') });
        reportHalts({
          metrics,
          holders: () => holderFigures(database),
          halts: () => haltFigures(database, policy.terms),
          places: () => placesUsed(database, policy),
          streams: () => streams.count,
        });
        return streams;
      },
    },
  ];
}

function storesOf(): Provider[] {
  return [
    { provide: Leases, inject: [RegistryDatabase], useFactory: (database: RegistryDatabase) => new PostgresLeases(database) },
    { provide: HeldState, inject: [RegistryDatabase], useFactory: (database: RegistryDatabase) => new PostgresHeldState(database) },
    { provide: HaltLedger, inject: [RegistryDatabase], useFactory: (database: RegistryDatabase) => new PostgresHaltLedger(database) },
    {
      provide: PostgresChanges,
      inject: [RegistryDatabase, PostgresListener],
      useFactory: (database: RegistryDatabase, listener: PostgresListener) =>
        new PostgresChanges({ database, listener, onError: reporterFor('holders') }),
    },
    { provide: Changes, useExisting: PostgresChanges },
  ];
}

const observers: Provider[] = [
  { provide: HaltObserver, inject: [kit.Metrics], useFactory: (metrics: kit.Metrics) => new ToldHalts(metrics) },
  { provide: HolderObserver, inject: [kit.Metrics], useFactory: (metrics: kit.Metrics) => new ToldHolders(metrics) },
];
