import type { Metrics } from '@patchbay/service-kit';
import { Gauge } from 'prom-client';

interface HolderFigures {
  instanceId: string;
  kind: string;
  leaseAgeSeconds: number;
  clockRate: number | null;
}

interface Figures {
  metrics: Metrics;
  holders: () => Promise<readonly HolderFigures[]>;
  halts: () => Promise<{ pending: number; overdue: number; boundSeconds: number; notificationQueueRatio: number }>;
  places: () => Promise<{ platform: number; organization: number }>;
  streams: () => number;
}

/** Read when they are asked for; NaN while the database is away. */
export function reportHalts({ metrics, holders, halts, places, streams }: Figures): void {
  const { registry } = metrics;
  perHolder(
    registry,
    'patchbay_holder_lease_age_seconds',
    'Time since the holder last renewed',
    holders,
    ({ leaseAgeSeconds }) => leaseAgeSeconds,
  );
  perHolder(
    registry,
    'patchbay_holder_clock_rate',
    "How fast the holder's monotonic clock ran against its wall clock, as it says itself",
    holders,
    ({ clockRate }) => clockRate,
  );
  single(registry, 'patchbay_halts_pending', 'Halts that are committed and not decided', async () => (await halts()).pending);
  single(registry, 'patchbay_halts_overdue', 'Halts that are not decided though their bound is over', async () => (await halts()).overdue);
  single(
    registry,
    'patchbay_notification_queue_ratio',
    'How full the queue of notifications of Postgres is: at 1 nothing is committed any more',
    async () => (await halts()).notificationQueueRatio,
  );
  perShare(registry, 'patchbay_holder_places_used_ratio', places);
  single(
    registry,
    'patchbay_halt_bound_seconds',
    'By when a halt holds everywhere whatever fails: lease, guard, and the longest stale grace in force',
    async () => (await halts()).boundSeconds,
  );
  single(registry, 'patchbay_holder_streams', 'Holders that are pushed to by this replica', async () => streams());
}

function perHolder(
  registry: Metrics['registry'],
  name: string,
  help: string,
  read: () => Promise<readonly HolderFigures[]>,
  pick: (holder: HolderFigures) => number | null,
): void {
  new Gauge({
    name,
    help,
    labelNames: ['instance', 'kind'],
    registers: [registry],
    async collect() {
      this.reset();
      for (const holder of await read().catch(() => [])) {
        const value = pick(holder);
        if (value !== null) this.set({ instance: holder.instanceId, kind: holder.kind }, value);
      }
    },
  });
}

function perShare(registry: Metrics['registry'], name: string, read: Figures['places']): void {
  new Gauge({
    name,
    help: 'How many of the places for holders are taken: of the platform, and of the organization that has most',
    labelNames: ['of'],
    registers: [registry],
    async collect() {
      this.reset();
      for (const [of, ratio] of Object.entries(await read().catch(() => ({})))) this.set({ of }, ratio);
    },
  });
}

function single(registry: Metrics['registry'], name: string, help: string, read: () => Promise<number>): void {
  new Gauge({
    name,
    help,
    registers: [registry],
    async collect() {
      this.set(await read().catch(() => Number.NaN));
    },
  });
}
