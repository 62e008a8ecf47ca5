import { randomUUID } from 'node:crypto';
import { connectorLifecycle, OrganizationId } from '@patchbay/contracts';
import type { IdempotentRequest } from '@patchbay/service-kit';
import { eventually } from '@patchbay/testing';
import { PostgresIdempotentRequests } from '../src/adapters/postgres/postgres-idempotent-requests.ts';
import * as ids from '../src/domain/ids.ts';
import { openDatabase } from './registry-database.ts';
import { type OrganizationClient, RunningRegistry, soon } from './running-registry.ts';

describe('a request with an Idempotency-Key', () => {
  let registry: RunningRegistry;
  let organization: OrganizationClient;

  beforeAll(async () => {
    registry = await RunningRegistry.start({ CONNECTOR_QUOTA: '50' });
  });

  afterAll(() => registry.stop());

  beforeEach(() => {
    organization = registry.organization();
  });

  const body = () => ({ name: `CRM ${randomUUID()}`, accessLevel: 'READ_ONLY', authorized: true });
  const keyed = (key: string = randomUUID(), more: Record<string, string> = {}) => ({ headers: { 'idempotency-key': key, ...more } });
  const shown = ({ status, headers, body: answered }: { status: number; headers: Headers; body: unknown }) => ({
    status,
    body: answered,
    etag: headers.get('etag'),
    location: headers.get('location'),
  });
  const eventsOf = (connectorId: string) => registry.topics.of(connectorLifecycle.name, connectorId).map(({ headers }) => headers.ce_type);

  it('creates once, and answers the same again', async () => {
    const create = { ...keyed(), body: body() };
    const first = await organization.call('POST', '/connectors', create);
    const second = await organization.call('POST', '/connectors', create);
    expect(first.status).toBe(201);
    expect(shown(second)).toEqual(shown(first));
    expect(await organization.call('GET', '/connector-counts')).toMatchObject({ body: { states: { ACTIVE: 1 } } });
  });

  it('deactivates, activates, updates and deletes once, and answers the same again, also after later changes', async () => {
    const { connectorId } = await organization.create();
    const path = `/connectors/${connectorId}`;
    const previewed = async () => (await organization.call('GET', `${path}/impact`)).headers.get('etag') ?? '';
    const deactivation = { ...keyed(), body: { reason: 'leaked' } };
    const update = { ...keyed(undefined, { 'if-match': '"2"' }), body: { description: 'new' } };
    const acts = [
      ['POST', `${path}/deactivate`, deactivation],
      ['PATCH', path, update],
      ['POST', `${path}/activate`, keyed(undefined, { 'if-match': '"3"' })],
      ['POST', `${path}/deactivate`, { ...keyed(), body: { reason: 'again' } }],
    ] as const;
    const firsts = [];
    for (const [method, url, call] of acts) firsts.push(shown(await organization.call(method, url, call)));
    const deletion = keyed(undefined, { 'if-match': await previewed() });
    const deleted = await organization.call('DELETE', path, deletion);
    expect([...firsts.map(({ status }) => status), deleted.status]).toEqual([200, 200, 200, 200, 202]);

    const seconds = [];
    for (const [method, url, call] of acts) seconds.push(shown(await organization.call(method, url, call)));
    expect(seconds).toEqual(firsts);
    expect(shown(await organization.call('DELETE', path, deletion))).toEqual(shown(deleted));
    await eventually(() => {
      const types = ['Created', 'Deactivated', 'Updated', 'Activated', 'Deactivated', 'Deleting', 'Deleted'];
      expect(eventsOf(connectorId)).toEqual(types.map((type) => `patchbay.Connector${type}`));
    }, soon);
  });

  it('answers with the status of the first answer, whatever is usual on the route', async () => {
    const connector = await organization.create();
    const schedules = `/connectors/${connector.connectorId}/schedules`;
    const plan = { action: 'deactivate', at: '2099-01-01T00:00', timeZone: 'UTC', reason: 'rotation' };
    const acts: [number, string, string, object][] = [
      [200, 'POST', `${schedules}?preview=true`, { ...keyed(), body: plan }],
      [201, 'POST', schedules, { ...keyed(), body: plan }],
      [204, 'DELETE', `/flows/${randomUUID()}/references`, keyed()],
    ];
    for (const [status, method, path, call] of acts) {
      const first = shown(await organization.call(method, path, call));
      expect(first.status).toBe(status);
      expect(shown(await organization.call(method, path, call))).toEqual(first);
    }
  });

  it('answers with the status of the route where that of the first answer was not kept', async () => {
    const create = { ...keyed(), body: body() };
    const first = await organization.call('POST', '/connectors', create);
    const database = await openDatabase(registry.database);
    await database.forOrganization(ids.organizationId(organization.organizationId), (manager) =>
      manager.query('UPDATE idempotent_request SET status = NULL'),
    );
    await database.close();
    expect(shown(await organization.call('POST', '/connectors', create))).toEqual(shown(first));
  });

  it('has one effect when many come at once: the others have the answer, or are told to ask again', async () => {
    const create = { ...keyed(), body: body() };
    const answers = await Promise.all(Array.from({ length: 8 }, () => organization.call('POST', '/connectors', create)));
    const created = answers.filter(({ status }) => status === 201);
    expect(new Set(created.map((answer) => JSON.stringify(shown(answer)))).size).toBe(1);
    for (const refused of answers.filter(({ status }) => status !== 201)) {
      expect(refused).toMatchObject({ status: 409, body: { code: 'request.in-progress' } });
      expect(refused.headers.get('retry-after')).toBe('1');
    }
    expect(await organization.call('GET', '/connector-counts')).toMatchObject({ body: { states: { ACTIVE: 1 } } });
  });

  it('is refused when it asks for something else than the first with its key', async () => {
    const { connectorId } = await organization.createInactive();
    const key = randomUUID();
    const wanted = body();
    await organization.call('POST', '/connectors', { ...keyed(key), body: wanted });
    const others = [
      ['/connectors', { ...keyed(key), body: { ...wanted, description: 'another' } }],
      ['/connectors', { ...keyed(key, { 'if-match': '"1"' }), body: wanted }],
      [`/connectors/${connectorId}/activate`, keyed(key, { 'if-match': '"2"' })],
    ] as const;
    for (const [path, call] of others) {
      expect(await organization.call('POST', path, call)).toMatchObject({
        status: 422,
        body: { code: 'request.idempotency-key-reused', field: 'Idempotency-Key' },
      });
    }
  });

  it('is carried out after one that was refused: a refusal is no effect', async () => {
    const { name } = await organization.create();
    const create = { ...keyed(), body: { ...body(), name } };
    expect((await organization.call('POST', '/connectors', create)).status).toBe(409);
    const { connectorId } = await organization.createInactive();
    const key = randomUUID();
    const activate = (version: string) =>
      organization.call('POST', `/connectors/${connectorId}/activate`, keyed(key, { 'if-match': version }));
    expect((await activate('"1"')).status).toBe(412);
    expect((await activate('"2"')).status).toBe(200);
  });

  it('shares its key with nobody else, and with no other organization', async () => {
    const create = { ...keyed('mine'), body: body() };
    const other = await registry.identity.userToken('contact-center-service-admin');
    const first = await organization.call('POST', '/connectors', create);
    const second = await registry.organization().call('POST', '/connectors', create);
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(second.body.connectorId).not.toBe(first.body.connectorId);
    expect(await organization.call('POST', '/connectors', { ...create, token: other })).toMatchObject({
      status: 409,
      body: { code: 'connector.name-taken' },
    });
  });

  it.each(['', 'two words', 'ü', 'x'.repeat(256)])('is refused when the key is %j', async (key) => {
    const answer = await organization.call('POST', '/connectors', { ...keyed(key), body: body() });
    expect(answer).toMatchObject({ status: 400, body: { code: 'request.idempotency-key-malformed', field: 'Idempotency-Key' } });
  });

  it('of an organization whose id is none is refused for that', async () => {
    const answer = await registry.call('POST', '/v1/organizations/acme/connectors', { ...keyed(), body: body() });
    expect(answer).toMatchObject({ status: 404, body: { code: 'organization.not-found' } });
  });

  it('reads as before: a key does nothing to a GET', async () => {
    expect((await organization.call('GET', '/connectors', keyed('x y'))).status).toBe(200);
  });
});

describe('what is kept of idempotent requests', () => {
  let registry: RunningRegistry;
  beforeAll(async () => {
    registry = await RunningRegistry.prepare();
  });
  afterAll(() => registry.stop());

  const answer = { status: 200, body: { ok: true }, headers: { etag: '"1"' } };
  const request = (): IdempotentRequest => ({
    organizationId: OrganizationId.parse(randomUUID()),
    caller: 'user ada',
    key: 'k',
    fingerprint: 'f',
  });

  async function opened() {
    const database = await openDatabase(registry.database);
    const requests = new PostgresIdempotentRequests(database);
    const age = (organizationId: OrganizationId, hours: number) =>
      database.forOrganization(ids.organizationId(organizationId), (manager) =>
        manager.query("UPDATE idempotent_request SET answered_at = answered_at - $1 * interval '1 hour'", [hours]),
      );
    const count = async (): Promise<number> => (await database.system.query('SELECT count(*) AS count FROM idempotent_request'))[0].count;
    return { database, requests, age, count };
  }

  it('goes with the effects when the transaction fails', async () => {
    const { database, requests, count } = await opened();
    const failing = requests.once(request(), () => Promise.reject(new Error('no')));
    await expect(failing).rejects.toThrow('no');
    expect(await count()).toBe(0);
    await database.close();
  });

  it('is forgotten after 24 hours, and cleaned away', async () => {
    const { database, requests, age, count } = await opened();
    const again = request();
    let acts = 0;
    const act = async () => {
      acts += 1;
      return answer;
    };
    await requests.once(again, act);
    expect(await requests.once(again, act)).toMatchObject({ answer });
    expect(acts).toBe(1);
    await age(again.organizationId, 23);
    await requests.clean();
    expect([await requests.once(again, act), acts, await count()]).toEqual([{ answer: expect.objectContaining(answer) }, 1, 1]);
    await age(again.organizationId, 2);
    expect(await requests.once({ ...again, fingerprint: 'other' }, act)).toMatchObject({ answer });
    expect([acts, await count()]).toEqual([2, 1]);
    await age(again.organizationId, 24);
    await requests.clean();
    expect(await count()).toBe(0);
    await database.close();
  });
});
