import type { AcknowledgeLeaseRequest } from '@patchbay/contracts';
import type { Ack, Closure } from '@patchbay/halt-protocol';
import type { RegistryClient } from './registry-client.ts';
import { RegistryRefused } from './registry-refused.ts';

const attemptMs = 1_000;
const pauseMs = 100;
const closuresAtOnce = 1_000;
/** A receipt that nobody waits for any more needs no counts. */
const closuresKept = 20_000;

interface AcknowledgementsOptions {
  client: Pick<RegistryClient, 'acknowledge'>;
  problem: (what: string, error: unknown) => void;
}

/** Sends ACKs one after the other, and again until the registry has them: a newer one says all that an older one said. */
export class Acknowledgements {
  private pending: { epoch: number; appliedSeq: number; closures: Closure[] } | undefined;
  private sending: Promise<void> | undefined;
  private stopped = false;

  constructor(private readonly options: AcknowledgementsOptions) {}

  send({ epoch, appliedSeq, closures }: Ack): void {
    this.pending = { epoch, appliedSeq, closures: [...(this.pending?.closures ?? []), ...closures].slice(-closuresKept) };
    this.sending ??= this.sendAll().finally(() => {
      this.sending = undefined;
    });
  }

  stop(): void {
    this.stopped = true;
  }

  private async sendAll(): Promise<void> {
    while (this.pending !== undefined && !this.stopped) {
      const { closures, ...position } = this.pending;
      const now = closures.slice(0, closuresAtOnce);
      const later = closures.slice(closuresAtOnce);
      this.pending = later.length > 0 ? { ...position, closures: later } : undefined;
      if (!(await this.arrives({ ...position, closures: now }))) {
        this.pending = { ...position, ...this.pending, closures: [...now, ...(this.pending?.closures ?? [])] };
        await new Promise((resolve) => setTimeout(resolve, pauseMs).unref());
      }
    }
  }

  /** What the registry refuses it would refuse again: the next RENEW says as much. */
  private async arrives(ack: { epoch: number; appliedSeq: number; closures: Closure[] }): Promise<boolean> {
    try {
      await this.options.client.acknowledge(ack as AcknowledgeLeaseRequest, attemptMs);
      return true;
    } catch (error) {
      if (!this.stopped) this.options.problem('an acknowledgement did not arrive', error);
      return error instanceof RegistryRefused && error.details.status < 500 && error.details.status !== 401;
    }
  }
}
