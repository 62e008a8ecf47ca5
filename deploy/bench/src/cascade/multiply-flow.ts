import type { Client } from 'pg';

/** Of version 4, by its look. */
const copyOf = (flowId: string): string => `overlay(overlay(md5(${flowId}::text || copy) placing '4' from 13) placing '8' from 17)::uuid`;
const copies = 'generate_series(2, $2::int) AS copy';

const executorStatements = [
  `INSERT INTO flow SELECT (jsonb_populate_record(flow, jsonb_build_object('flow_id', ${copyOf('flow_id')}, 'name', name || ' ' || copy))).*
     FROM flow, ${copies} WHERE flow_id = $1`,
  `INSERT INTO flow_version SELECT (jsonb_populate_record(flow_version, jsonb_build_object('flow_id', ${copyOf('flow_id')}))).*
     FROM flow_version, ${copies} WHERE flow_id = $1`,
  `INSERT INTO flow_use SELECT connector_id, ${copyOf('flow_id')}, version_number FROM flow_use, ${copies} WHERE flow_id = $1`,
];
const registryStatements = [
  `INSERT INTO flow_reference SELECT (jsonb_populate_record(flow_reference, jsonb_build_object('flow_id', ${copyOf('flow_id')}))).*
     FROM flow_reference, ${copies} WHERE flow_id = $1`,
];

/** One flow that was published becomes so many, at the executor and at the registry. */
export async function multiplyFlow(executor: Client, registry: Client, flowId: string, times: number): Promise<void> {
  for (const statement of executorStatements) await executor.query(statement, [flowId, times]);
  for (const statement of registryStatements) await registry.query(statement, [flowId, times]);
  for (const client of [executor, registry]) await client.query('VACUUM ANALYZE');
}
