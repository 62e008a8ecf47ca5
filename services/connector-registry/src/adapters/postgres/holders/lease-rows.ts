import type { Position } from '@patchbay/halt-protocol';
import type { Holding } from '../../../application/holders/ports.ts';

export type LeaseJson = Omit<Holding, 'expiresAtMs' | 'renewedAt'> & { expiresAt: string | Date; renewedAt: string | Date };

/** Columns of `holder_lease` under the names that they have in a Holding. */
export const leaseColumns = `instance_id AS "instanceId", kind, organization_id AS "organizationId", held_by AS "heldBy", epoch,
  applied_seq AS "appliedSeq", applied_by AS "appliedBy", nonce, lease_ms AS "leaseMs", expires_at AS "expiresAt", has_left AS "left",
  renewed_at AS "renewedAt", clock_rate AS "clockRate"`;

export function holdingOf({ expiresAt, renewedAt, ...row }: LeaseJson): Holding {
  return { ...row, expiresAtMs: new Date(expiresAt).getTime(), renewedAt: new Date(renewedAt) };
}

export interface Head extends Position {
  now: Date;
}

/** Where history stands, and the time, in one snapshot. */
export const headStatement = 'SELECT seq, epoch, clock_timestamp() AS now FROM outbox_clock';

/** Notified when a holder has acknowledged or left while a halt waits. */
export const leaseChannel = 'patchbay_leases';
