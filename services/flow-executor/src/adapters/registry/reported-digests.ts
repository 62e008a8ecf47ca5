import type { ReportDigestsRequest } from '@patchbay/contracts';
import type { ServiceClient } from '@patchbay/service-kit';
import { z } from 'zod';
import type { Gate } from '../../domain/gate/gate.ts';
import { digestsOf } from './digests-of.ts';

interface ReportedDigestsOptions {
  client: Pick<ServiceClient, 'request'>;
  gate: Pick<Gate, 'synchronized' | 'records'>;
  instanceId: string;
  /** Of a report that the registry did not get: the next one comes by itself. */
  onError: (error: unknown) => void;
  /** Default: a minute. */
  everyMs?: number;
}

/** Tells the registry once a minute what this replica's gate holds, so that a connector that it has missed is found and told again. */
export class ReportedDigests {
  private timer: NodeJS.Timeout | undefined;
  private reporting: Promise<void> | undefined;

  constructor(private readonly options: ReportedDigestsOptions) {}

  start(): void {
    this.timer ??= setInterval(() => void this.report(), this.options.everyMs ?? 60_000).unref();
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.reporting;
  }

  /** One at a time. Nothing is said before the snapshot is applied: what is not there yet is not missed. */
  report(): Promise<void> {
    if (!this.options.gate.synchronized) return Promise.resolve();
    this.reporting ??= this.send().finally(() => {
      this.reporting = undefined;
    });
    return this.reporting;
  }

  private async send(): Promise<void> {
    const { client, gate, instanceId, onError } = this.options;
    try {
      const body: ReportDigestsRequest = { instanceId, digests: await digestsOf(gate.records()) };
      await client.request({ method: 'POST', path: '/v1/connector-snapshot/digests', body, response: z.unknown() });
    } catch (error) {
      onError(error);
    }
  }
}
