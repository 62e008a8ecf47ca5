import { Logger, type Provider } from '@nestjs/common';
import { countForWatch, Holder, measureHolder, systemClock } from '@patchbay/holder';
import { Metrics, ServiceIdentity } from '@patchbay/service-kit';
import { HeldLease, heldRecordOf } from './adapters/lease/held-lease.ts';
import { Lease } from './application/lease.ts';
import type { Config } from './config.ts';
import type { HeldRecord } from './domain/gate/connector-record.ts';
import { Gate } from './domain/gate/gate.ts';

/** The gate asks what the holder of the lease knows, by the same clock. */
export function leaseOf({ REGISTRY_URL, REGISTRY_URLS }: Config): Provider[] {
  const logger = new Logger('lease');
  return [
    {
      provide: Holder,
      inject: [ServiceIdentity, Metrics],
      useFactory: (identity: ServiceIdentity, { registry }: Metrics) => {
        const holder = new Holder<HeldRecord>({
          registryUrls: REGISTRY_URLS.length > 0 ? REGISTRY_URLS : [REGISTRY_URL],
          kind: 'flow-executor',
          token: () => identity.accessToken(),
          discardToken: (token) => identity.discard(token),
          keep: heldRecordOf,
          watch: { ...countForWatch(registry), problem: (what, error) => logger.warn({ what, error }) },
        });
        measureHolder(registry, holder);
        logger.log(`leases are held as ${holder.state.instanceId}`);
        return holder;
      },
    },
    { provide: Gate, inject: [Holder], useFactory: ({ state }: Holder<HeldRecord>) => new Gate(state, systemClock) },
    { provide: HeldLease, inject: [Holder], useFactory: (holder: Holder<HeldRecord>) => new HeldLease(holder) },
    { provide: Lease, useExisting: HeldLease },
  ];
}
