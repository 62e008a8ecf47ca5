import type { HolderList, LeaseGrant } from '@patchbay/contracts';
import type { Grant, Position } from '@patchbay/halt-protocol';
import type { z } from 'zod';
import type { Holding } from '../../../application/holders/ports.ts';
import type { Connector } from '../../../domain/connector.ts';
import { heldOf } from '../representations.ts';

export function grantOf({ type: _, ...grant }: Grant<Connector>): z.input<typeof LeaseGrant> {
  return 'snapshot' in grant ? { ...grant, snapshot: grant.snapshot.map(heldOf) } : { ...grant, changes: grant.changes.map(heldOf) };
}

interface Held {
  holders: readonly Holding[];
  head: Position;
  nowMs: number;
}

export function holderListOf({ holders, head, nowMs }: Held): z.input<typeof HolderList> {
  const items = holders.map(({ nonce: _nonce, leaseMs: _leaseMs, appliedBy: _appliedBy, expiresAtMs, renewedAt, heldBy, ...holder }) => ({
    ...holder,
    heldBy: heldBy.slice(heldBy.indexOf(' ') + 1),
    lastRenewedAt: renewedAt.toISOString(),
    expiresAt: new Date(expiresAtMs).toISOString(),
    expired: expiresAtMs <= nowMs,
    lag: holder.epoch === head.epoch ? Math.max(0, head.seq - holder.appliedSeq) : null,
  }));
  return { items, ...head };
}
