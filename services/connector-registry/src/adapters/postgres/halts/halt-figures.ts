import { evictAfterMs, haltBoundMs, type LeaseTerms } from '@patchbay/halt-protocol';
import type { LeasePolicy } from '../../../application/holders/ports.ts';
import type { RegistryDatabase } from '../registry-database.ts';

interface HolderRow {
  instanceId: string;
  kind: string;
  leaseAgeSeconds: number;
  clockRate: number | null;
}

export const holderFigures = ({ system }: RegistryDatabase): Promise<HolderRow[]> =>
  system.query(
    `SELECT instance_id AS "instanceId", kind, clock_rate AS "clockRate",
            extract(epoch FROM clock_timestamp() - renewed_at)::double precision AS "leaseAgeSeconds"
       FROM holder_lease WHERE NOT has_left`,
  );

export interface HaltFigures {
  pending: number;
  /** Pending for longer than any failure explains. */
  overdue: number;
  boundSeconds: number;
  /** Of the queue that notifications wait in; at 1 nothing is committed any more. */
  notificationQueueRatio: number;
}

export async function haltFigures({ system }: RegistryDatabase, terms: LeaseTerms): Promise<HaltFigures> {
  const [{ graceMs, ...figures }]: [Omit<HaltFigures, 'boundSeconds'> & { graceMs: number }] = await system.query(
    `SELECT count(*) AS pending, pg_notification_queue_usage() AS "notificationQueueRatio",
            count(*) FILTER (WHERE clock_timestamp() > begun_at + make_interval(secs => ($1 + stale_grace_ms) / 1000.0)) AS overdue,
            (SELECT coalesce(max(grace_in_force_ms), 0) FROM connector WHERE state <> 'DELETED') AS "graceMs"
       FROM operation WHERE current_step = 'halt'`,
    [haltBoundMs(terms, 0)],
  );
  return { ...figures, boundSeconds: haltBoundMs(terms, graceMs) / 1_000 };
}

/** How full it is: by the platform's own holders, and by those of the organization that has most. */
export async function placesUsed({ system }: RegistryDatabase, limits: LeasePolicy): Promise<{ platform: number; organization: number }> {
  const [row]: [{ platform: number; organization: number }] = await system.query(
    `SELECT coalesce(max(holders) FILTER (WHERE organization_id IS NULL), 0) AS platform,
            coalesce(max(holders) FILTER (WHERE organization_id IS NOT NULL), 0) AS organization
       FROM (SELECT organization_id, count(*) AS holders FROM holder_lease
              WHERE clock_timestamp() <= expires_at + make_interval(secs => $1 / 1000.0) GROUP BY organization_id) AS share`,
    [evictAfterMs],
  );
  return { platform: row.platform / limits.maxHolders, organization: row.organization / Math.max(1, limits.maxHoldersOfOrganization) };
}
