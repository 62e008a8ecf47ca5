import { Counter, Gauge, type Registry } from 'prom-client';
import type { Path } from './handlers.ts';

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

/** Counts by which way a gate was told first to close: for `watch.closed`. */
export function countClosures(registry: Registry): (path: Path) => void {
  const closures = new Counter({
    name: 'patchbay_gate_closures_total',
    help: 'Gates of connectors that were closed, by the way that told of it first',
    labelNames: ['path'],
    registers: [registry],
  });
  return (path) => closures.inc({ path });
}
