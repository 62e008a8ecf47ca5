import type { EntityManager } from 'typeorm';
import type { RecordedVersion } from '../../../application/history/ports.ts';
import type { HaltReceipt } from '../../../domain/halt-receipt.ts';
import type { ConnectorId, OrganizationId } from '../../../domain/ids.ts';
import type { StepJson } from '../operation-rows.ts';
import { changeActions } from './change-actions.ts';

type VersionRow = Omit<RecordedVersion, 'haltedAt' | 'boundMs'> & { seq: number; receipt: HaltReceipt | null; steps: StepJson[] | null };

/** An operation belongs to the version that it began with; the last one of a deletion is another. */
const versionsStatement = `
  SELECT history.seq, history.organization_id AS "organizationId", history.connector_id AS "connectorId", (after->>'version')::int AS version,
         after->>'state' AS state, history.at AS "committedAt", operation.receipt, operation.steps
    FROM history LEFT JOIN operation
      ON operation.operation_id = history.operation_id AND operation.connector_version = (after->>'version')::int
   WHERE history.organization_id = $1 AND outcome = 'DONE' AND action = ANY($2) AND seq > $3 AND ($4::uuid IS NULL OR history.connector_id = $4)
   ORDER BY seq LIMIT $5`;

/** @param after the `seq` of the last one before */
export async function selectVersions(
  manager: EntityManager,
  organizationId: OrganizationId,
  { connectorId, after, limit }: { connectorId: ConnectorId | undefined; after: number; limit: number },
): Promise<{ versions: RecordedVersion[]; last: number }> {
  const values = [organizationId, Object.values(changeActions), after, connectorId ?? null, limit];
  const rows: VersionRow[] = await manager.query(versionsStatement, values);
  return { versions: rows.map(versionOf), last: rows.length < limit ? Number.POSITIVE_INFINITY : (rows.at(-1)?.seq ?? after) };
}

function versionOf({ seq: _, receipt, steps, ...version }: VersionRow): RecordedVersion {
  const finishedAt = steps?.find(({ name }) => name === 'halt')?.finishedAt ?? null;
  const haltedAt = receipt?.state === 'HALTED' && finishedAt !== null ? new Date(finishedAt) : null;
  return { ...version, haltedAt, boundMs: receipt?.boundMs ?? null };
}
