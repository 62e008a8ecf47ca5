import type { Client } from 'pg';

/** What the deletion should have done to each flow and to the connector, and what it may not have done again. */
export async function countEffects(executor: Client, registry: Client, connectorId: string, dependents: number) {
  const [flows] = (
    await executor.query(
      `SELECT count(*) FILTER (WHERE revision = $1)::int AS untouched, count(*) FILTER (WHERE revision > $1 + 1)::int AS twice,
              (SELECT count(*) FROM flow_version WHERE state = 'PUBLISHED')::int AS attached
         FROM flow`,
      [await publishedRevision(executor)],
    )
  ).rows;
  const [replies] = (
    await executor.query(
      `SELECT count(*)::int AS flows, coalesce(sum(replies - 1), 0)::int AS twice
         FROM (SELECT count(*) AS replies FROM outbox WHERE type = 'patchbay.FlowDetached' GROUP BY aggregateid) AS answered`,
    )
  ).rows;
  const [events] = (
    await registry.query(
      `SELECT count(*) FILTER (WHERE type = 'patchbay.ConnectorDeleting')::int AS begun,
              count(*) FILTER (WHERE type = 'patchbay.ConnectorDeleted')::int AS ended,
              (SELECT count(*) FROM flow_reference WHERE connector_id = $1::uuid)::int AS "references"
         FROM outbox WHERE aggregateid = $1::text`,
      [connectorId],
    )
  ).rows;
  const missing = [flows.untouched, flows.attached, dependents - replies.flows, events.references, 1 - Math.min(1, events.ended)];
  const twice = [flows.twice, replies.twice, events.begun - 1, Math.max(0, events.ended - 1)];
  const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0);
  return { effectsMissing: sum(missing), effectsTwice: sum(twice) };
}

/** Importing is the first revision of a flow, publishing it the second. */
async function publishedRevision(executor: Client): Promise<number> {
  const [row] = (await executor.query('SELECT 1 + count(DISTINCT version_number)::int AS revision FROM flow_version')).rows;
  return row.revision;
}
