import { collectDefaultMetrics, Registry } from 'prom-client';

/** The metrics of one app; `/metrics` shows them. Make own ones with `registers: [metrics.registry]`. */
export class Metrics {
  readonly registry = new Registry();

  constructor(service: string) {
    this.registry.setDefaultLabels({ service });
    collectDefaultMetrics({ register: this.registry });
  }
}
