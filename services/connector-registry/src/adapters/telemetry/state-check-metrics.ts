import type { Metrics } from '@patchbay/service-kit';
import { Gauge } from 'prom-client';

/** Of the last check that came to its end, at whatever replica. */
export interface LastStateCheck {
  differences: number;
  ahead: number;
  ageSeconds: number;
}

/** NaN while there has been no check, or the database is away: 0 means that one has found nothing. */
export function reportStateChecks({ registry }: Metrics, last: () => Promise<LastStateCheck | undefined>): void {
  report(registry, last, [
    [
      'patchbay_connector_state_differences',
      'Connectors about which the last check found the state topic and the database to differ',
      ({ differences }) => differences,
    ],
    [
      'patchbay_connector_state_ahead',
      'Of those: on the topic in a version that the registry does not know, which is lost history',
      ({ ahead }) => ahead,
    ],
    [
      'patchbay_connector_state_check_age_seconds',
      'Time since the last check of the state topic came to its end',
      ({ ageSeconds }) => ageSeconds,
    ],
  ]);
}

export interface LastMirrorCheck {
  mirrors: number;
  differences: number;
}

export function reportMirrorChecks({ registry }: Metrics, last: () => Promise<LastMirrorCheck | undefined>): void {
  report(registry, last, [
    ['patchbay_connector_state_mirrors', 'Replicas that the last check compared with the database', ({ mirrors }) => mirrors],
    [
      'patchbay_connector_state_mirror_differences',
      'Parts of the connectors that a replica held otherwise than the database, over all replicas',
      ({ differences }) => differences,
    ],
  ]);
}

type Figure<Check> = [name: string, help: string, pick: (check: Check) => number];

function report<Check>(registry: Metrics['registry'], last: () => Promise<Check | undefined>, figures: readonly Figure<Check>[]): void {
  for (const [name, help, pick] of figures) {
    new Gauge({
      name,
      help,
      registers: [registry],
      async collect() {
        const check = await last().catch(() => undefined);
        this.set(check ? pick(check) : Number.NaN);
      },
    });
  }
}
