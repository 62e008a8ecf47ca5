import { randomUUID } from 'node:crypto';
import type { Connector } from '@patchbay/contracts';
import { connectorLifecycle } from '@patchbay/contracts';
import { createDataSource } from '@patchbay/postgres';
import { eventually, ServiceProcess } from '@patchbay/testing';
import type { DataSource } from 'typeorm';
import { type OrganizationClient, RunningRegistry, soon } from './running-registry.ts';

const main = new URL('../src/main.ts', import.meta.url);

describe('a retry after a crash', () => {
  let registry: RunningRegistry;
  let organization: OrganizationClient;
  let victim: ServiceProcess;
  let superuser: DataSource;

  beforeEach(async () => {
    registry = await RunningRegistry.prepare();
    organization = registry.organization();
    superuser = await createDataSource({ url: registry.database.superuserUrl, applicationName: 'crash-test' });
    victim = await ServiceProcess.start(main, registry.environment());
    await registry.startService();
  });

  afterEach(async () => {
    await victim.kill();
    await superuser.destroy();
    await registry.stop();
  });

  const body = { name: 'CRM', accessLevel: 'READ_ONLY', authorized: true };
  const call = { body, headers: { 'idempotency-key': randomUUID() } };
  const path = () => `/v1/organizations/${organization.organizationId}/connectors`;
  const asVictim = () => registry.call('POST', path(), call, victim.url).catch(() => undefined);
  const waiting = async (condition: string): Promise<void> => {
    const active = `SELECT FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND ${condition}`;
    await eventually(async () => expect(await superuser.query(active)).not.toHaveLength(0), soon);
  };

  it('gives the first answer, when the process died between commit and answer', async () => {
    // The commit waits for the test, and the server finishes it without the client.
    await superuser.query(
      `CREATE FUNCTION wait() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_advisory_xact_lock_shared(1); RETURN NULL; END'`,
    );
    await superuser.query(
      'CREATE CONSTRAINT TRIGGER wait AFTER INSERT ON idempotent_request DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION wait()',
    );
    const blocker = superuser.createQueryRunner();
    await blocker.startTransaction();
    await blocker.query('SELECT pg_advisory_xact_lock(1)');
    const first = asVictim();
    await waiting(`query = 'COMMIT' AND wait_event_type = 'Lock'`);
    await victim.kill();
    await blocker.rollbackTransaction();
    await blocker.release();
    expect(await first).toBeUndefined();

    const { connectorId } = await eventually(async () => {
      const retry = await organization.call<Connector>('POST', '/connectors', call);
      expect(retry).toMatchObject({ status: 201, body: { name: 'CRM', version: 1 } });
      expect([retry.headers.get('etag'), retry.headers.get('location')]).toEqual(['"1"', `${path()}/${retry.body.connectorId}`]);
      return retry.body;
    }, soon);
    expect(await superuser.query('SELECT connector_id AS "connectorId" FROM connector')).toEqual([{ connectorId }]);
    await eventually(() => expect(registry.topics.of(connectorLifecycle.name, connectorId)).toHaveLength(1), soon);
  });

  it('has the effect, when the process died before its commit', async () => {
    const blocker = superuser.createQueryRunner();
    await blocker.startTransaction();
    await blocker.query('SELECT FROM outbox_clock FOR UPDATE');
    const first = asVictim();
    await waiting(`wait_event_type = 'Lock'`);
    await victim.kill();
    await blocker.rollbackTransaction();
    await blocker.release();
    expect(await first).toBeUndefined();

    await eventually(async () => expect(await organization.call('POST', '/connectors', call)).toMatchObject({ status: 201 }), soon);
    expect(await superuser.query('SELECT FROM connector')).toHaveLength(1);
  });
});
