import { randomUUID } from 'node:crypto';
import { FlowList, OrganizationId } from '@patchbay/contracts';
import { expectStatus } from '@patchbay/testing';
import type { DataSource } from 'typeorm';
import { PostgresIdempotentRequests } from '../../src/adapters/postgres/postgres-idempotent-requests.ts';
import { createFlowDatabase, openFlowDatabase } from '../support/flow-database.ts';
import { askingFlow, connectorInExports } from '../support/flows.ts';
import { type OrganizationClient, problemOf, RunningExecutor } from '../support/running-executor.ts';

describe('a request with an Idempotency-Key', () => {
  let executor: RunningExecutor;
  let organization: OrganizationClient;

  beforeAll(async () => {
    executor = await RunningExecutor.start();
  });
  afterAll(() => executor.stop());
  beforeEach(() => {
    executor.around.registry.refusesReferences = undefined;
    organization = executor.organization();
  });

  const keyed = (key: string = randomUUID(), more: Record<string, string> = {}) => ({ headers: { 'idempotency-key': key, ...more } });
  const shown = ({ status, headers, body }: { status: number; headers: Headers; body: unknown }) => ({
    status,
    body,
    etag: headers.get('etag'),
    location: headers.get('location'),
  });
  const flows = async () => FlowList.parse((await organization.call('GET', '/flows')).body).items;

  it('imports once, and answers the same again', async () => {
    const call = { ...keyed(), body: { export: askingFlow() } };
    const first = await organization.call('POST', '/flows', call);
    expect(first.status).toBe(201);
    expect(shown(await organization.call('POST', '/flows', call))).toEqual(shown(first));
    const overwriting = { ...keyed(), body: { export: askingFlow(), overwrite: true } };
    const second = await organization.call('POST', '/flows', overwriting);
    expect(shown(await organization.call('POST', '/flows', overwriting))).toEqual(shown(second));
    expect([second.status, (await flows()).map(({ version }) => version)]).toEqual([200, [2]]);
  });

  it('publishes, copies and locks once, and answers the same again', async () => {
    const { connectorId } = await organization.connector();
    const { flowId } = await organization.import(askingFlow(), { connectors: { [connectorInExports]: connectorId } });
    const acts = [
      ['publish', { ...keyed(), body: { comment: 'first' } }],
      ['copy', { ...keyed(), body: { name: 'Copy' } }],
      ['lock', keyed()],
      ['unlock', keyed()],
    ] as const;
    const firsts = [];
    for (const [verb, call] of acts) firsts.push(shown(await organization.call('POST', `/flows/${flowId}/${verb}`, call)));
    expect(firsts.map(({ status }) => status)).toEqual([200, 201, 200, 200]);
    const seconds = [];
    for (const [verb, call] of acts) seconds.push(shown(await organization.call('POST', `/flows/${flowId}/${verb}`, call)));
    expect(seconds).toEqual(firsts);
    expect((await organization.call('GET', `/flows/${flowId}/versions`)).body.items).toHaveLength(1);
  });

  it('has one effect when many come at once: the others have the answer, or are told to ask again', async () => {
    const call = { ...keyed(), body: { export: askingFlow() } };
    const answers = await Promise.all(Array.from({ length: 6 }, () => organization.call('POST', '/flows', call)));
    const created = answers.filter(({ status }) => status === 201);
    expect(new Set(created.map((answer) => JSON.stringify(shown(answer)))).size).toBe(1);
    for (const refused of answers.filter(({ status }) => status !== 201)) {
      expect(problemOf(refused)).toEqual({ status: 409, code: 'request.in-progress' });
      expect(refused.headers.get('retry-after')).toBe('1');
    }
    expect(await flows()).toHaveLength(1);
  });

  it('is refused when it asks for something else than the first with its key', async () => {
    const key = randomUUID();
    expectStatus(201, await organization.call('POST', '/flows', { ...keyed(key), body: { export: askingFlow() } }));
    const other = { ...keyed(key), body: { export: askingFlow({}, { name: 'Other' }) } };
    expect(problemOf(await organization.call('POST', '/flows', other))).toEqual({ status: 422, code: 'request.idempotency-key-reused' });
  });

  it('is carried out after one that was refused: a refusal is no effect', async () => {
    const { connectorId } = await organization.connector();
    const { flowId } = await organization.import(askingFlow(), { connectors: { [connectorInExports]: connectorId } });
    const call = { ...keyed(), body: {} };
    executor.around.registry.refusesReferences = { status: 503, body: {} };
    expect((await organization.call('POST', `/flows/${flowId}/publish`, call)).status).toBe(503);
    executor.around.registry.refusesReferences = undefined;
    expectStatus(200, await organization.call('POST', `/flows/${flowId}/publish`, call));
  });

  it('shares its key with nobody else, and with no other organization', async () => {
    const call = { ...keyed('mine'), body: { export: askingFlow() } };
    expectStatus(201, await organization.call('POST', '/flows', call));
    expectStatus(201, await executor.organization().call('POST', '/flows', call));
    const token = await executor.around.identity.userToken('bob');
    expect(problemOf(await organization.call('POST', '/flows', { ...call, token }))).toEqual({ status: 409, code: 'flow.name-taken' });
  });

  it.each(['', 'two words', 'ü', 'x'.repeat(256)])('is refused when the key is %j', async (key) => {
    const answer = await organization.call('POST', '/flows', { ...keyed(key), body: { export: askingFlow() } });
    expect(problemOf(answer)).toEqual({ status: 400, code: 'request.idempotency-key-malformed' });
  });

  it('is refused when its body is nested without end', async () => {
    const raw = `{"export":${'['.repeat(200_000)}${']'.repeat(200_000)}}`;
    expect(problemOf(await organization.call('POST', '/flows', { ...keyed(), raw }))).toEqual({ status: 400, code: 'request.invalid' });
  });
});

describe('what is kept of idempotent requests', () => {
  let dataSource: DataSource;
  let requests: PostgresIdempotentRequests;
  let drop: () => Promise<void>;
  let acts = 0;

  beforeAll(async () => {
    const database = await createFlowDatabase();
    dataSource = await openFlowDatabase(database.url);
    requests = new PostgresIdempotentRequests(dataSource);
    drop = () => database.drop();
  });
  afterAll(async () => {
    await dataSource.destroy();
    await drop();
  });
  beforeEach(() => {
    acts = 0;
  });

  const answer = { status: 201, body: { ok: true }, headers: { etag: '"1"' } };
  const act = async () => {
    acts += 1;
    return answer;
  };
  const given = () => ({ organizationId: OrganizationId.parse(randomUUID()), caller: 'user ada', key: 'k', fingerprint: 'f' });
  const age = (organizationId: string, minutes: number) =>
    dataSource.query("UPDATE idempotent_request SET claimed_at = claimed_at - $2 * interval '1 minute' WHERE organization_id = $1", [
      organizationId,
      minutes,
    ]);

  it('is forgotten after 24 hours, and cleaned away', async () => {
    const request = given();
    await requests.once(request, act);
    await age(request.organizationId, 23 * 60);
    await requests.clean();
    expect([await requests.once(request, act), acts]).toEqual([{ answer }, 1]);
    await age(request.organizationId, 2 * 60);
    expect([await requests.once({ ...request, fingerprint: 'other' }, act), acts]).toEqual([{ answer }, 2]);
    await age(request.organizationId, 25 * 60);
    await requests.clean();
    expect(await dataSource.query('SELECT 1 FROM idempotent_request WHERE organization_id = $1', [request.organizationId])).toEqual([]);
  });

  it('lets another request go on after a minute when the one that had begun is gone', async () => {
    const request = given();
    const gone = Promise.withResolvers<typeof answer>();
    const begun = Promise.withResolvers<void>();
    const first = requests.once(request, () => {
      begun.resolve();
      return gone.promise;
    });
    await begun.promise;
    expect(await requests.once(request, act)).toEqual({ refused: 'in-progress' });
    await age(request.organizationId, 2);
    expect([await requests.once(request, act), acts]).toEqual([{ answer }, 1]);
    // Its answer comes too late to be the one that is kept.
    gone.resolve({ ...answer, status: 500 });
    await first;
    expect(await requests.once(request, act)).toEqual({ answer });
  });
});
