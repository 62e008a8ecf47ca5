import { Counter, Gauge, type Registry } from 'prom-client';
import type { HolderWatch } from './handlers.ts';

interface Measured {
  ready(): boolean;
  measures(): { leaseAgeMs: number | undefined; clockRate: number | undefined; staleMs: number };
}

/** Gauges that are read when they are asked for. */
export function measureHolder(registry: Registry, holder: Measured): void {
  const gauge = (name: string, help: string, read: () => number | undefined) =>
    new Gauge({
      name,
      help,
      registers: [registry],
      collect() {
        const value = read();
        if (value !== undefined) this.set(value);
      },
    });
  const seconds = (ms: number | undefined) => (ms === undefined ? undefined : ms / 1_000);
  gauge('patchbay_lease_valid', 'Whether there is a lease at this moment', () => (holder.ready() ? 1 : 0));
  gauge('patchbay_lease_age_seconds', 'Since the RENEW was sent that the lease runs from', () => seconds(holder.measures().leaseAgeMs));
  gauge('patchbay_lease_stale_seconds', 'Time without a lease, since the first one', () => seconds(holder.measures().staleMs));
  gauge('patchbay_lease_clock_rate', 'Monotonic clock against wall clock: 1 when both agree', () => holder.measures().clockRate);
}

/** Counts what the holder tells of: to be spread into its `watch`. */
export function countForWatch(registry: Registry): Required<Pick<HolderWatch, 'closed' | 'leaseLost'>> {
  const closures = counter(
    registry,
    'patchbay_gate_closures_total',
    'Gates of connectors that were closed, by the way that told of it first',
    {
      path: ['push', 'kafka', 'renewal', 'clock'],
    },
  );
  const losses = counter(registry, 'patchbay_lease_lost_total', 'Times that a lease was lost: it ended, or the clock jumped', {
    reason: ['expired', 'clockJump'],
  });
  return { closed: (path) => closures.inc({ path }), leaseLost: (reason) => losses.inc({ reason }) };
}

/** Every value is there from the start: the first event would otherwise be no increase that anybody could see. */
function counter(registry: Registry, name: string, help: string, label: Record<string, readonly string[]>): Counter {
  const made = new Counter({ name, help, labelNames: Object.keys(label), registers: [registry] });
  for (const [key, values] of Object.entries(label)) for (const value of values) made.inc({ [key]: value }, 0);
  return made;
}
