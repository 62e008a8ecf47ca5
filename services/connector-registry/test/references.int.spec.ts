import { randomUUID } from 'node:crypto';
import { type Connector, ConnectorSnapshot, connectorState, ReferenceList } from '@patchbay/contracts';
import { eventually } from '@patchbay/testing';
import { type OrganizationClient, RunningRegistry, soon } from './running-registry.ts';

const activities = [{ activityId: 'a-1', activityLabel: 'Find\nqueue', method: 'GET' }];

describe('references', () => {
  let registry: RunningRegistry;
  let organization: OrganizationClient;

  beforeAll(async () => {
    registry = await RunningRegistry.start();
  });

  afterAll(() => registry.stop());

  beforeEach(() => {
    organization = registry.organization();
  });

  const version = (versionNumber: number, ...connectors: Pick<Connector, 'connectorId' | 'version'>[]) => ({
    versionNumber,
    labels: ['Live', 'Latest'],
    uses: connectors.map(({ connectorId, version: connectorVersion }) => ({ connectorId, connectorVersion, activities })),
  });
  const replace = async (flowId: string, versions: object[], client = organization) =>
    client.call('PUT', `/flows/${flowId}/references`, {
      body: { flowName: 'Main line', owner: 'dev', hasFallback: true, versions },
      token: await registry.identity.serviceToken('flow-executor'),
    });
  /** So that nothing of one test happens in the next. */
  const ended = (operation: string) =>
    eventually(async () => expect((await organization.call('GET', operation)).body.state).toBe('SUCCEEDED'), soon);
  const idsOf = (body: unknown) => ReferenceList.parse(body).items.map(({ connectorId }) => connectorId);

  it('are registered as a whole and read by connector and by flow', async () => {
    const [one, other] = [await organization.create(), await organization.createInactive()];
    const flowId = randomUUID();
    const answer = await replace(flowId, [version(1, one), version(2, one, other)]);
    expect(answer.status).toBe(200);
    const expected = { flowId, flowName: 'Main line', owner: 'dev', labels: ['Live', 'Latest'], hasFallback: true, activities };
    const registered = [
      { ...expected, connectorId: one.connectorId, versionNumber: 1 },
      { ...expected, connectorId: one.connectorId, versionNumber: 2 },
      { ...expected, connectorId: other.connectorId, versionNumber: 2 },
    ];
    expect(answer.body).toEqual({ items: registered });
    expect((await organization.call('GET', `/flows/${flowId}/references`)).body).toEqual({ items: registered });
    expect((await organization.call('GET', `/connectors/${one.connectorId}/references`)).body).toEqual({ items: registered.slice(0, 2) });
  });

  it('are asked for as what they are: registered and released by the executor, read by those who read connectors', async () => {
    const flowId = randomUUID();
    const resource = { type: 'reference', id: flowId };
    await replace(flowId, []);
    expect(registry.lastQuestion).toMatchObject({ subject: { id: 'flow-executor' }, action: { name: 'reference.register' }, resource });
    await organization.call('DELETE', `/flows/${flowId}/references`);
    expect(registry.lastQuestion).toMatchObject({ action: { name: 'reference.release' }, resource });
    await organization.call('GET', `/flows/${flowId}/references`);
    expect(registry.lastQuestion).toMatchObject({ action: { name: 'connector.read' }, resource });
  });

  it.each(['PUT without versions', 'DELETE'])('are released by %s', async (way) => {
    const connector = await organization.create();
    const flowId = randomUUID();
    await replace(flowId, [version(1, connector)]);
    const released = way === 'DELETE' ? await organization.call('DELETE', `/flows/${flowId}/references`) : await replace(flowId, []);
    expect(released.status).toBe(way === 'DELETE' ? 204 : 200);
    expect((await organization.call('GET', `/connectors/${connector.connectorId}/references`)).body).toEqual({ items: [] });
  });

  it('stay as they were when one of the connectors is not available, which the answer names', async () => {
    const connector = await organization.create();
    const foreign = await registry.organization().create();
    const flowId = randomUUID();
    await replace(flowId, [version(1, connector)]);
    for (const unavailable of [foreign, { connectorId: randomUUID() as Connector['connectorId'], version: 1 }]) {
      const answer = await replace(flowId, [version(1, connector), version(2, unavailable)]);
      expect(answer).toMatchObject({
        status: 409,
        body: { code: 'reference.connector-not-available', connectorId: unavailable.connectorId },
      });
    }
    expect(idsOf((await organization.call('GET', `/flows/${flowId}/references`)).body)).toEqual([connector.connectorId]);
  });

  it('are refused for a connector that has changed since the flow was validated', async () => {
    const { connectorId } = await organization.createInactive();
    const answer = await replace(randomUUID(), [version(1, { connectorId, version: 1 })]);
    expect(answer).toMatchObject({ status: 409, body: { code: 'reference.connector-changed', connectorId, currentVersion: 2 } });
  });

  it.each([
    ['the same version twice', (connector: Connector) => [version(1, connector), version(1, connector)], 'versions'],
    ['the same connector twice in a version', (connector: Connector) => [version(1, connector, connector)], 'versions.0.uses'],
  ])('are refused with %s', async (_, versionsOf, field) => {
    const answer = await replace(randomUUID(), versionsOf(await organization.create()));
    expect(answer).toMatchObject({ status: 400, body: { code: 'request.invalid', errors: [{ field }] } });
  });

  it('of one flow are registered by many at once without a mixture', async () => {
    const connectors = await Promise.all([organization.create(), organization.create(), organization.create()]);
    const flowId = randomUUID();
    const [one, two, three] = connectors as [Connector, Connector, Connector];
    const wanted = [[one, two], [two, one, three], [three], [three, two]];
    const answers = await Promise.all(wanted.map((some) => replace(flowId, [version(1, ...some)])));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    const stored = idsOf((await organization.call('GET', `/flows/${flowId}/references`)).body);
    expect(wanted.map((some) => some.map(({ connectorId }) => connectorId).toSorted())).toContainEqual(stored);
  });

  it('never slip in behind a deletion: each is in its preview, or refused', async () => {
    for (let round = 0; round < 8; round += 1) {
      const connector = await organization.createInactive();
      const path = `/connectors/${connector.connectorId}`;
      const etag = (await organization.call('GET', `${path}/impact`)).headers.get('etag') ?? '';
      const [registration, deletion] = await Promise.all([
        replace(randomUUID(), [version(1, connector)]),
        organization.call('DELETE', path, { headers: { 'if-match': etag } }),
      ]);
      expect([
        [200, 412],
        [409, 202],
      ]).toContainEqual([registration.status, deletion.status]);
      const { items } = ReferenceList.parse((await organization.call('GET', `${path}/references`)).body);
      expect(items).toHaveLength(registration.status === 200 ? 1 : 0);
      if (deletion.status === 202) await ended(`/operations/${deletion.body.operationId}`);
    }
  });

  describe('the impact preview', () => {
    it('shows the references, counts flows and those without fallback, and has an ETag over all of it', async () => {
      const connector = await organization.create();
      const path = `/connectors/${connector.connectorId}/impact`;
      const empty = await organization.call('GET', path);
      await organization.refer(randomUUID(), connector);
      const one = await organization.call('GET', path);
      expect(empty.body).toMatchObject({ references: [], impactedFlows: 0, withoutFallback: 0 });
      expect(one.body).toMatchObject({ connector: { state: 'ACTIVE', version: 1 }, impactedFlows: 1, withoutFallback: 1 });
      await organization.deactivate(connector.connectorId);
      const inactive = await organization.call('GET', path);
      const again = await organization.call('GET', path);
      const etags = [empty, one, inactive, again].map(({ headers }) => headers.get('etag'));
      expect(new Set(etags).size).toBe(3);
      expect(etags[3]).toBe(etags[2]);
      for (const etag of etags) expect(etag).toMatch(/^"[\w-]{43}"$/);
    });
  });

  describe('the snapshot', () => {
    const read = async (query: string) => {
      const answer = await registry.call('GET', `/v1/connector-snapshot?${query}`, {
        token: await registry.identity.serviceToken('flow-executor'),
      });
      return ConnectorSnapshot.parse(answer.body);
    };

    it('has every connector of every organization that is not deleted, page by page, each with the position it is of', async () => {
      const made = [await organization.create(), await organization.createInactive(), await registry.organization().create()];
      const found: ConnectorSnapshot['items'] = [];
      let previous = 0;
      for (let query: string | undefined = 'pageSize=2'; query; ) {
        const { items, nextPageToken, upToSeq, registryEpoch } = await read(query);
        expect(registryEpoch).toBe(1);
        expect(upToSeq).toBeGreaterThanOrEqual(previous);
        previous = upToSeq;
        found.push(...items);
        query = nextPageToken && `pageSize=2&pageToken=${nextPageToken}`;
      }
      const stateOf = ({ connectorId, organizationId, name, version, state }: Connector) =>
        expect.objectContaining({ connectorId, organizationId, name, version, state });
      expect(found).toEqual(expect.arrayContaining(made.map(stateOf)));
      expect(found.some(({ state }) => state === 'DELETED')).toBe(false);
    });

    it('is at the position of the last event that it contains', async () => {
      const { connectorId } = await organization.createInactive();
      const { upToSeq, items } = await read('pageSize=10000');
      const last = await eventually(() => {
        const states = registry.topics.of(connectorState.name, connectorId);
        expect(states).toHaveLength(2);
        return states.at(-1);
      }, soon);
      expect(Number(last?.headers.ce_registryseq)).toBe(upToSeq);
      expect(items.find((item) => item.connectorId === connectorId)).toMatchObject(last?.data ?? {});
    });

    it('is for the executor to ask', async () => {
      await read('');
      expect(registry.lastQuestion).toEqual({
        subject: { type: 'service', id: 'flow-executor' },
        action: { name: 'connector.snapshot' },
        resource: { type: 'connector', id: '*' },
      });
    });
  });
});
