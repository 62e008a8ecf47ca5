import { connectorState } from '@patchbay/contracts';
import { eventually } from '@patchbay/testing';
import { EventStream } from './event-feed/event-stream.ts';
import { expectWholeHistory } from './history-of-topics.ts';
import { type OrganizationClient, RunningRegistry, soon } from './running-registry.ts';

describe('events of many commands at once, at several replicas,', () => {
  let registry: RunningRegistry;
  let bases: string[];

  beforeAll(async () => {
    registry = await RunningRegistry.start({ CONNECTOR_QUOTA: '100' });
    bases = [registry.url, (await registry.startService()).url, (await registry.startService()).url];
  });

  afterAll(() => registry.stop());

  async function change(organization: OrganizationClient, connectorId: string, version: number, n: number): Promise<number> {
    const path = `/v1/organizations/${organization.organizationId}/connectors/${connectorId}`;
    const headers = { 'if-match': `"${version}"` };
    const { status } = await registry.call(
      'PATCH',
      path,
      { body: { description: `${n} after ${version}` }, headers },
      bases[n % bases.length],
    );
    return status;
  }

  it('carry versions and registrySeq without a gap, in the order of the commits, though most commands lose', async () => {
    const organizations = [registry.organization(), registry.organization()];
    const connectors = await Promise.all(
      organizations.flatMap((organization) =>
        [1, 2, 3].map(async () => ({ organization, connectorId: (await organization.createInactive()).connectorId })),
      ),
    );
    const [watched] = organizations;
    const authorization = `Bearer ${await registry.identity.userToken('full-admin')}`;
    const stream = await EventStream.open(`${bases[1]}/v1/organizations/${watched?.organizationId}/events`, { authorization });
    await stream.following();
    const lives = connectors.map(async ({ organization, connectorId }) => {
      for (let version = 2; version < 10; version += 1) {
        const statuses = await Promise.all([0, 1, 2, 3].map((n) => change(organization, connectorId, version, n)));
        expect(statuses.toSorted()).toEqual([200, 412, 412, 412]);
      }
    });
    await Promise.all(lives);
    await expectWholeHistory(registry);
    for (const { connectorId } of connectors) expect(registry.topics.of(connectorState.name, connectorId)).toHaveLength(10);
    const told = await eventually(() => {
      expect(stream.events.length).toBeGreaterThanOrEqual(3 * 8);
      return stream.events.map(({ data }) => Number(data.registrySeq));
    }, soon);
    expect(told).toEqual(told.toSorted((one, other) => one - other));
    expect(new Set(told).size).toBe(3 * 8);
    expect(told).toHaveLength(3 * 8);
    stream.leave();
  });
});
