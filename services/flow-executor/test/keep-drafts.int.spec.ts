import { createDataSource } from '@patchbay/postgres';
import { createDatabase } from '@patchbay/testing';
import { v7 as uuidv7 } from 'uuid';
import { KeepDraftsAsColumns1765003000000 } from '../src/adapters/postgres/keep-drafts-as-columns.migration.ts';
import { flowMigrations } from '../src/adapters/postgres/migrations.ts';
import { PostgresDetachmentStore } from '../src/adapters/postgres/postgres-detachment-store.ts';
import { PostgresFlowRepository } from '../src/adapters/postgres/postgres-flow-repository.ts';
import type { KeptDetachment } from '../src/domain/lifecycle/attachment.ts';
import { contentOf, givenFlow } from './support/given.ts';

/** Whatever else has been brought up to date. */
const keptBefore = flowMigrations.filter((migration) => migration !== KeepDraftsAsColumns1765003000000);

describe('drafts that deletions had taken away', () => {
  it('are there to the letter in a database that is brought up to date', async () => {
    const database = await createDatabase();
    const open = (migrations: typeof flowMigrations) =>
      createDataSource({ url: database.url, poolSize: 1, applicationName: 'flow-executor', migrations });
    const exportText = `${JSON.stringify({ name: 'Zürich "7" \\ \u0001' }, null, 1)}\r\n`;
    const flow = givenFlow({}, contentOf({ connectors: { b: uuidv7(), a: uuidv7() }, fallbackDestination: 'Emergency' }));
    const kept = (over: Partial<KeptDetachment>): KeptDetachment => ({
      operationId: uuidv7(),
      flowId: flow.flowId,
      connectorId: uuidv7(),
      lastVersionNumber: 2,
      versions: [{ versionNumber: 2, state: 'PUBLISHED' }],
      draft: null,
      ...over,
    });
    const activities = [{ activityId: 'id-Ask', activityLabel: 'Ask', method: 'GET' }];
    const detachments = [kept({}), kept({ draft: { before: { ...flow.draft, exportText }, activities } })];
    try {
      const old = await open(keptBefore);
      await new PostgresFlowRepository(old.manager).insert(flow);
      for (const { operationId, flowId, connectorId, draft, lastVersionNumber, versions } of detachments)
        await old.query(
          `INSERT INTO flow_detachment (operation_id, flow_id, connector_id, draft, last_version_number, versions) VALUES ($1, $2, $3, $4, $5, $6)`,
          [operationId, flowId, connectorId, draft && JSON.stringify(draft), lastVersionNumber, JSON.stringify(versions)],
        );
      await old.destroy();
      const current = await open(flowMigrations);
      const store = new PostgresDetachmentStore(current.manager);
      for (const detachment of detachments) expect(await store.ofOperation(detachment.operationId)).toEqual([detachment]);
      await current.destroy();
    } finally {
      await database.drop();
    }
  });
});
