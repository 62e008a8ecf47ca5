import { leaseProfiles } from '@patchbay/halt-protocol';
import { HaltLedger, HaltObserver, type HaltSight, type OpenHalt } from '../src/application/halts/ports.ts';
import type { Holding, LeasePolicy } from '../src/application/holders/ports.ts';
import type { HaltReceipt } from '../src/domain/halt-receipt.ts';
import type { InMemoryRegistry } from './in-memory-registry.ts';

export const policy: LeasePolicy = { terms: leaseProfiles.default, maxHolders: 3, maxHoldersOfOrganization: 2 };

/** What a database would show of halts and leases. */
export class InMemoryHaltLedger extends HaltLedger {
  epoch = 1;
  settledEpoch = 1;
  leases: Holding[] = [];

  constructor(
    private readonly registry: InMemoryRegistry,
    private readonly clock: { now(): Date },
  ) {
    super();
  }

  override async read(): Promise<HaltSight> {
    const nowMs = this.clock.now().getTime();
    const { epoch, settledEpoch, leases } = this;
    return { epoch, settledEpoch, nowMs, halts: this.registry.openHalts(nowMs), leases: [...leases] };
  }

  override async settle(epoch: number): Promise<void> {
    this.settledEpoch = epoch;
  }
}

export class NotedHalts extends HaltObserver {
  readonly receipts: HaltReceipt[] = [];

  override decided(_halt: OpenHalt, receipt: HaltReceipt): void {
    this.receipts.push(receipt);
  }
}

/** A holder of the platform that has applied nothing yet, its lease renewed at that moment. */
export const aHolding = (nowMs: number, over: Partial<Holding> = {}): Holding => ({
  instanceId: 'h1',
  kind: 'flow-executor',
  organizationId: null,
  heldBy: 'service flow-executor',
  epoch: 1,
  appliedSeq: 0,
  appliedBy: 'renewal',
  nonce: 1,
  leaseMs: policy.terms.leaseMs,
  expiresAtMs: nowMs + policy.terms.leaseMs + policy.terms.guardMs,
  left: false,
  renewedAt: new Date(nowMs),
  clockRate: null,
  ...over,
});
