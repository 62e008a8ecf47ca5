import type { ImpactPreview } from '@patchbay/contracts';
import type { Client } from 'pg';
import { organizationId } from './fill-registry.ts';

const statement = `
  SELECT count(*)::int AS "referenceCount",
         (count(DISTINCT flow_id) FILTER (WHERE 'Live' = ANY (labels)))::int AS "impactedFlows",
         (count(DISTINCT flow_id) FILTER (WHERE 'Live' = ANY (labels) AND NOT has_fallback))::int AS "withoutFallback",
         (SELECT sum((calls ->> $2::text)::int)::int FROM calls_running WHERE organization_id = $1) AS "callsInProgress",
         (SELECT sum(calls)::int FROM calls_ended WHERE organization_id = $1 AND connector_id = $2::uuid
             AND since >= date_bin('10 seconds', $3, 'epoch') - interval '60 seconds' AND since < date_bin('10 seconds', $3, 'epoch')) AS "callsPerMinute",
         (SELECT sum(calls)::int FROM calls_begun WHERE organization_id = $1 AND connector_id = $2::uuid
             AND since >= date_bin('15 minutes', $3, 'epoch') - interval '7 days' AND since < date_bin('15 minutes', $3, 'epoch')) AS "callsOfTheWeek"
    FROM flow_reference WHERE organization_id = $1 AND connector_id = $2::uuid`;

/** Whether the preview says what a look at every row says. */
export async function isExact(client: Client, { connector, live, ...shown }: ImpactPreview): Promise<boolean> {
  const { rows } = await client.query(statement, [organizationId, connector.connectorId, live.at]);
  const { referenceCount, impactedFlows, withoutFallback } = shown;
  const { callsInProgress, callsPerMinute, profile } = live;
  const callsOfTheWeek = profile.reduce((sum, { calls }) => sum + calls, 0);
  const told = { referenceCount, impactedFlows, withoutFallback, callsInProgress, callsPerMinute, callsOfTheWeek };
  return Object.entries(told).every(([name, value]) => rows[0]?.[name] === value);
}
