import { setTimeout as pause } from 'node:timers/promises';
import { type BeforeApplicationShutdown, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import type { HeldConnector } from '@patchbay/contracts';
import { Holder, type Stop } from '@patchbay/holder';
import { Readiness } from '@patchbay/service-kit';
import { HaltConnector } from '../../application/halt-connector.ts';
import { mirroredOf } from '../../application/mirrored-of.ts';
import { Clock, Lease } from '../../application/ports.ts';
import { type HeldMirror, refusedBy } from '../../domain/lease-refusal.ts';

/** No halt waits longer for a provider: what is dropped leaves nowhere, and is revoked as soon as it answers. */
const revocationMs = 250;

export const heldMirrorOf = (told: HeldConnector): HeldMirror => ({
  ...mirroredOf(told),
  haltMode: told.haltMode,
  staleGraceMs: told.staleGraceMs,
});

@Injectable()
export class HeldLease extends Lease implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly log = new Logger('lease');

  constructor(
    private readonly holder: Holder<HeldMirror>,
    private readonly halt: HaltConnector,
    private readonly readiness: Readiness,
    private readonly clock: Clock,
  ) {
    super();
  }

  onApplicationBootstrap(): void {
    const { holder } = this;
    this.readiness.register('lease', () => (holder.ready() ? undefined : `there is no lease from the registry: ${holder.phase()}`));
    holder.start({ dropTokens: (stop) => this.purge(stop), abortCalls: (stop) => this.revoke(stop) });
  }

  /** Requests in flight have ended. */
  async beforeApplicationShutdown(): Promise<void> {
    this.holder.beginDraining();
    await this.holder.leave();
  }

  override requireOpen(connectorId: string, version: number): void {
    const refusal = this.holder.mayStart(connectorId, version);
    if (refusal) throw refusedBy(refusal, { connectorId, version }, this.holder.find(connectorId));
  }

  override horizon(connectorId: string): Date {
    return new Date(this.clock.now().getTime() + Math.floor(this.holder.leaseHorizonMs(connectorId)));
  }

  /** One without a place in the history is from before there were any. */
  override hear({ epoch = this.holder.state.epoch, seq = 0, record }: Parameters<Lease['hear']>[0]): void {
    this.holder.kafka({ epoch, seq, record });
  }

  override quarantine(connectorId: string): void {
    this.holder.poison(connectorId);
  }

  private purge({ connectorId, belowVersion }: Stop): Promise<void> {
    const held = this.holder.find(connectorId);
    return this.halt.purge(connectorId, held && held.version >= belowVersion ? held : undefined);
  }

  /** Whoever waits for a token is refused at the last moment: there is nothing to cut off. */
  private async revoke({ connectorId }: Stop): Promise<number> {
    const revoked = this.halt.revoke(connectorId).catch((error: unknown) => this.log.warn(error));
    await Promise.race([revoked, pause(revocationMs, undefined, { ref: false })]);
    return 0;
  }
}
