import { OwnConnection } from '@patchbay/postgres';
import type { TenantDatabase } from '@patchbay/testing';
import { PostgresHaltLedger } from '../../src/adapters/postgres/halts/postgres-halt-ledger.ts';
import type { RegistryDatabase } from '../../src/adapters/postgres/registry-database.ts';
import { nth, organization, someConnector } from '../given.ts';
import { createRegistryDatabase, openDatabase } from '../registry-database.ts';

const operation = nth(0x0b5);

describe('a halt that a replica of the version before leases has begun', () => {
  let testDatabase: TenantDatabase;
  let database: RegistryDatabase;
  let superuser: OwnConnection;

  beforeAll(async () => {
    testDatabase = await createRegistryDatabase();
    database = await openDatabase(testDatabase);
    superuser = await OwnConnection.open({ url: testDatabase.superuserUrl, applicationName: 'previous-version' });
    await superuser.query('UPDATE outbox_clock SET seq = 41');
    await superuser.query(
      `INSERT INTO connector (connector_id, organization_id, kind, name, name_key, description, access_level, state, version, grace_in_force_ms,
                              consent_user_id, consent_access_level, consent_text_version, consent_at, created_at, updated_at)
       VALUES ($1, $2, 'webex-contact-center', 'CRM', 'crm', '', 'READ_ONLY', 'INACTIVE', 2, 7000, 'u', 'READ_ONLY', '1', now(), now(), now())`,
      [someConnector, organization],
    );
    // The columns that it knew.
    await superuser.query(
      `INSERT INTO operation (operation_id, kind, organization_id, connector_id, connector_version, state, steps, current_step, requested_by,
                              dependent_flows, halt_mode, reason, created_at, due_at, attempt, revision)
       VALUES ($1, 'halt', $2, $3, 2, 'RUNNING', '[]', 'halt', 'ada', 0, 'abort', 'leaked', now(), now(), 0, 0)`,
      [operation, organization, someConnector],
    );
  });
  afterAll(async () => {
    await superuser.close();
    await database.close();
    await testDatabase.drop();
  });

  it('waits for acknowledgements of everything up to now, and for the grace of its connector', async () => {
    const { halts } = await new PostgresHaltLedger(database).read();
    expect(halts).toMatchObject([{ operationId: operation, version: 2, seq: 41, staleGraceMs: 7_000 }]);
  });

  it('cannot be ended by that replica without a proof, and can be cancelled', async () => {
    const end = (assignments: string) => superuser.query(`UPDATE operation SET ${assignments} WHERE operation_id = $1`, [operation]);
    await end('attempt = attempt + 1, due_at = now()');
    await expect(end("current_step = 'publish-event'")).rejects.toThrow('it ends with what is proven');
    await expect(end("current_step = NULL, state = 'SUCCEEDED'")).rejects.toThrow('it ends with what is proven');
    await end("current_step = 'attach-flows', state = 'CANCELLING', cancelled_by = 'ada'");
    await end(`current_step = 'halt', state = 'RUNNING', cancelled_by = NULL`);
    await end(`current_step = NULL, state = 'SUCCEEDED', receipt = '{"state": "HALTED"}'`);
  });
});
