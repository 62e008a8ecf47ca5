import { connectorLifecycle, connectorState } from '@patchbay/contracts';
import type { Position } from '@patchbay/halt-protocol';
import type { Change } from '../../../application/holders/ports.ts';
import type { OrganizationId } from '../../../domain/ids.ts';

interface StepRow extends Position {
  /** null when there is no step after the one asked for. */
  stepSeq: number | null;
  stepEpoch: number;
  changes: number;
  told: { organizationId: OrganizationId; record: object | null }[] | null;
}

/** Position and steps of one snapshot, in one round trip. */
const stepsStatement = `
  SELECT clock.seq, clock.epoch, step.*
    FROM outbox_clock AS clock LEFT JOIN LATERAL (
      SELECT outbox.seq AS "stepSeq", max(registry_epoch) AS "stepEpoch", count(*) FILTER (WHERE aggregatetype = $2) AS changes,
             json_agg(json_build_object('organizationId', organization_id, 'record', payload)) FILTER (WHERE aggregatetype = $3) AS told
        FROM outbox WHERE outbox.seq > $1 GROUP BY outbox.seq ORDER BY outbox.seq LIMIT $4) AS step ON true
   ORDER BY "stepSeq"`;

export interface Steps {
  head: Position;
  /** How many steps were read, whether they are told or not. */
  count: number;
  /** Of the last one. */
  lastSeq: number;
  changes: Change[];
}

interface Queries {
  query(statement: string, parameters: unknown[]): Promise<StepRow[]>;
}

export async function readSteps(database: Queries, afterSeq: number, limit: number): Promise<Steps> {
  const rows = await database.query(stepsStatement, [afterSeq, connectorLifecycle.name, connectorState.name, limit]);
  const [first] = rows;
  if (first === undefined) throw new Error('the table outbox_clock has no row: its migration inserts one, and nothing may delete it');
  const steps = rows.filter(({ stepSeq }) => stepSeq !== null);
  const { seq, epoch } = first;
  return { head: { seq, epoch }, count: steps.length, lastSeq: steps.at(-1)?.stepSeq ?? afterSeq, changes: steps.flatMap(changeOf) };
}

/**
 * A step has one record, and a push carries one. Where connectors are only told again, nothing has changed. Should several ever change
 * together, nothing is pushed: a number without its record would be taken for done, and the gap makes each holder renew.
 */
function changeOf({ stepSeq, stepEpoch, changes, told }: StepRow): Change[] {
  if (stepSeq === null) return [];
  const position = { seq: stepSeq, epoch: stepEpoch };
  const [only, another] = told ?? [];
  if (only !== undefined && another === undefined && only.record !== null) {
    const { organizationId, record } = only;
    return [{ ...position, organizationId, record: { ...record, organizationId } }];
  }
  return changes === 0 ? [{ ...position, organizationId: null, record: null }] : [];
}
