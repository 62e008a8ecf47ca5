import { type Operation, RecordedVersion } from '@patchbay/contracts';
import { eventually } from '@patchbay/testing';
import { TestHolder } from '../holders/test-holder.ts';
import { type OrganizationClient, RunningRegistry, soon } from '../running-registry.ts';

let registry: RunningRegistry;
let organization: OrganizationClient;

beforeAll(async () => {
  registry = await RunningRegistry.start();
});
beforeEach(() => {
  organization = registry.organization();
});
afterAll(() => registry?.stop());

async function versions(query = '', token = 'full-admin'): Promise<RecordedVersion[]> {
  const authorization = `Bearer ${await registry.identity.userToken(token)}`;
  const url = `${registry.url}/v1/organizations/${organization.organizationId}/history/versions${query}`;
  const answer = await fetch(url, { headers: { authorization } });
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/x-ndjson']);
  const lines = (await answer.text()).split('\n').filter(Boolean);
  return lines.map((line) => RecordedVersion.parse(JSON.parse(line)));
}

const ended = (operation: string) =>
  eventually(async () => {
    const { body } = await organization.call<Operation>('GET', operation);
    expect(body.state).toBe('SUCCEEDED');
    return body;
  }, soon);

describe('the export of versions', () => {
  it('has each version with its commit, when its halt was proven, and the bound that was in force', async () => {
    const { connectorId } = await organization.create();
    const path = `/connectors/${connectorId}`;
    const halt = await organization.halt(connectorId);
    const { steps } = await ended(organization.below(halt.headers.get('location')));
    await organization.call('PATCH', path, { body: { staleGraceMs: 20_000 }, headers: { 'if-match': '"2"' } });
    await organization.call('POST', `${path}/activate`, { headers: { 'if-match': '"3"' } });
    await organization.halt(connectorId, '?waitMs=10000');
    const own = { organizationId: organization.organizationId, connectorId };
    const haltedAt = steps.find(({ name }) => name === 'halt')?.finishedAt;
    expect(await versions()).toEqual([
      { ...own, version: 1, state: 'ACTIVE', committedAt: expect.any(String), haltedAt: null, boundMs: null },
      { ...own, version: 2, state: 'INACTIVE', committedAt: expect.any(String), haltedAt, boundMs: 5_100 },
      { ...own, version: 3, state: 'INACTIVE', committedAt: expect.any(String), haltedAt: null, boundMs: null },
      { ...own, version: 4, state: 'ACTIVE', committedAt: expect.any(String), haltedAt: null, boundMs: null },
      { ...own, version: 5, state: 'INACTIVE', committedAt: expect.any(String), haltedAt: expect.any(String), boundMs: 25_100 },
    ]);
  });

  it('has those of a deletion: its halt at the version with which it began', async () => {
    const inactive = await organization.createInactive();
    await ended(await organization.delete(inactive.connectorId));
    expect((await versions(`?connectorId=${inactive.connectorId}`)).slice(2)).toMatchObject([
      { version: 3, state: 'DELETING', haltedAt: expect.any(String), boundMs: 5_100 },
      { version: 4, state: 'DELETED', haltedAt: null, boundMs: null },
    ]);
  });

  it('says of a halt that was superseded only how long it could have taken', async () => {
    const holder = await TestHolder.join(registry);
    holder.freeze();
    const { connectorId } = await organization.create();
    const halt = await organization.halt(connectorId, '?waitMs=0');
    await organization.call('POST', `/connectors/${connectorId}/activate`, { headers: { 'if-match': '"2"' } });
    await ended(organization.below(halt.headers.get('location')));
    expect((await versions())[1]).toMatchObject({ version: 2, haltedAt: null, boundMs: 5_100 });
    await holder.leave();
  });

  it('has no attempts that were refused, and no other connector where one is asked for', async () => {
    const [one, other] = [await organization.create(), await organization.create()];
    await organization.call('PATCH', `/connectors/${one.connectorId}`, { body: { name: 'x' }, headers: { 'if-match': '"1"' } });
    expect((await versions()).map(({ connectorId, version }) => [connectorId, version])).toEqual([
      [one.connectorId, 1],
      [other.connectorId, 1],
    ]);
    expect(await versions(`?connectorId=${other.connectorId}`)).toMatchObject([{ connectorId: other.connectorId }]);
  });

  it('is read by those who may read the history', async () => {
    const token = await registry.identity.userToken('read-only-admin');
    expect((await organization.call('GET', '/history/versions', { token })).status).toBe(403);
    expect((await organization.call('GET', '/history/versions?connectorId=x')).status).toBe(400);
  });
});
