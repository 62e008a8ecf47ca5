import { haltBoundMs, type LeaseTerms } from '@patchbay/halt-protocol';
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

export async function haltFigures({ system }: RegistryDatabase, terms: LeaseTerms): Promise<{ pending: number; boundSeconds: number }> {
  const [{ pending, graceMs }]: [{ pending: number; graceMs: number }] = await system.query(
    `SELECT (SELECT count(*) FROM operation WHERE current_step = 'halt') AS pending,
            (SELECT coalesce(max(grace_in_force_ms), 0) FROM connector WHERE state <> 'DELETED') AS "graceMs"`,
  );
  return { pending, boundSeconds: haltBoundMs(terms, graceMs) / 1_000 };
}
