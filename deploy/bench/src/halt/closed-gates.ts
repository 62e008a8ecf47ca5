import type { Fleet } from '@patchbay/faults';
import { Client } from 'pg';

/** Milliseconds since the epoch, by the clock of the machine that everything runs on. */
export interface ClosedGates {
  /** Right before the commit: what comes in between is counted as if it came after. */
  committedAt: number;
  /** By the holder that closed it. */
  closedAt: ReadonlyMap<string, number>;
}

/** `gate_closed_at` is what the holder read when its gate was shut and its calls were aborted, in whole milliseconds: the next one is what is certain. */
const statement = `
  SELECT operation_id AS "operationId", extract(epoch FROM min(written_at))::double precision * 1000 AS "committedAt",
         (SELECT json_object_agg(instance_id, extract(epoch FROM gate_closed_at) * 1000 + 1)
            FROM halt_stop WHERE halt_stop.operation_id = operation.operation_id) AS "closedAt"
    FROM operation JOIN outbox ON outbox.seq = change_seq WHERE operation_id = ANY ($1) GROUP BY operation_id`;

interface Row {
  operationId: string;
  committedAt: number;
  closedAt: Record<string, number> | null;
}

export async function readClosedGates({ registryDatabaseUrl }: Fleet, operationIds: readonly string[]): Promise<Map<string, ClosedGates>> {
  const client = new Client({ connectionString: registryDatabaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query<Row>(statement, [operationIds]);
    return new Map(
      rows.map(({ operationId, committedAt, closedAt }) => [
        operationId,
        { committedAt, closedAt: new Map(Object.entries(closedAt ?? {})) },
      ]),
    );
  } finally {
    await client.end();
  }
}

/** Until the last executor refused. undefined: an executor had nothing to close, as it had not heard of the connector. */
export function haltMs({ committedAt, closedAt }: ClosedGates, { executors }: Fleet): number | undefined {
  const moments = executors.map(({ holderId }) => closedAt.get(holderId));
  return moments.some((moment) => moment === undefined) ? undefined : Math.max(...(moments as number[])) - committedAt;
}
