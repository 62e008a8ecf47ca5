import { randomUUID } from 'node:crypto';
import { type Connector, connectorLifecycle, connectorState, ImpactPreview, Operation } from '@patchbay/contracts';
import { eventually } from '@patchbay/testing';
import { type OrganizationClient, RunningRegistry, soon } from './running-registry.ts';

describe('the deletion of a connector', () => {
  let registry: RunningRegistry;
  let organization: OrganizationClient;

  beforeAll(async () => {
    registry = await RunningRegistry.start();
  });

  afterAll(() => registry.stop());

  beforeEach(() => {
    organization = registry.organization();
    registry.broker.answer = async () => 200;
  });

  const operationAt = async (path: string) => Operation.parse((await organization.call('GET', path)).body);
  const waitingFor = ({ steps }: Operation) => steps.map((step) => step.waitingFor);

  it('answers 202 with the operation and where to follow it', async () => {
    const { connectorId } = await organization.createInactive();
    await organization.refer(randomUUID(), { connectorId, version: 2 });
    const preview = await organization.call('GET', `/connectors/${connectorId}/impact`);
    const answer = await organization.call('DELETE', `/connectors/${connectorId}`, {
      headers: { 'if-match': preview.headers.get('etag') ?? '' },
    });
    expect(answer.status).toBe(202);
    const operation = Operation.parse(answer.body);
    expect(operation).toMatchObject({ kind: 'deletion', connectorId, state: 'RUNNING', remainingReferences: 1, requestedBy: 'full-admin' });
    expect(answer.headers.get('location')).toBe(`/v1/organizations/${organization.organizationId}/operations/${operation.operationId}`);
    expect((await organization.call('GET', `/connectors/${connectorId}`)).body).toMatchObject({ state: 'DELETING', allowedActions: [] });
  });

  it('detaches the flows, then revokes the tokens, then the connector is deleted and its name free again', async () => {
    const { connectorId, name } = await organization.createInactive();
    const flows = [randomUUID(), randomUUID()];
    for (const flowId of flows) await organization.refer(flowId, { connectorId, version: 2 });
    const path = await organization.delete(connectorId);
    await eventually(async () => expect(waitingFor(await operationAt(path))).toEqual([null, 'flow-executor', null, null]), soon);
    expect(registry.broker.revoked).not.toContainEqual(expect.stringContaining(connectorId));

    await organization.detach(flows[0] as string, connectorId, path);
    await eventually(async () => expect((await operationAt(path)).remainingReferences).toBe(1), soon);
    await organization.detach(flows[1] as string, connectorId, path);
    const done = Operation.parse((await organization.call('GET', `${path}?waitMs=30000`)).body);
    expect(done).toMatchObject({ state: 'SUCCEEDED', remainingReferences: 0, finishedAt: expect.any(String) });
    expect(done.steps.map(({ name: step, state }) => [step, state])).toEqual([
      ['halt', 'DONE'],
      ['detach-flows', 'DONE'],
      ['revoke-tokens', 'DONE'],
      ['complete', 'DONE'],
    ]);
    expect(registry.broker.revoked).toContainEqual(`/v1/organizations/${organization.organizationId}/connectors/${connectorId}/token`);
    expect((await organization.call('GET', `/connectors/${connectorId}`)).body).toMatchObject({ state: 'DELETED', version: 4 });
    expect((await organization.create({ name })).connectorId).not.toBe(connectorId);
  });

  it('is told in events that name the operation, the last one leaving a record of the deleted connector', async () => {
    const { connectorId } = await organization.createInactive();
    const path = await organization.delete(connectorId);
    const operationId = path.split('/').at(-1);
    const lastTwo = await eventually(() => {
      const events = registry.topics.of(connectorLifecycle.name, connectorId);
      expect(events).toHaveLength(4);
      return events.slice(2);
    }, soon);
    expect(lastTwo.map(({ headers, data }) => [headers.ce_type, data.version, data.operationId])).toEqual([
      ['patchbay.ConnectorDeleting', 3, operationId],
      ['patchbay.ConnectorDeleted', 4, operationId],
    ]);
    await eventually(() => {
      const states = registry.topics.of(connectorState.name, connectorId).map(({ data }) => data.state);
      expect(states).toEqual(['ACTIVE', 'INACTIVE', 'DELETING', 'DELETED']);
    }, soon);
  });

  it('calls the token broker as the registry', async () => {
    const { connectorId } = await organization.createInactive();
    await organization.call('GET', `${await organization.delete(connectorId)}?waitMs=30000`);
    const request = registry.broker.requests.find(({ path }) => path.includes(connectorId));
    const claims = JSON.parse(Buffer.from(request?.authorization?.split('.')[1] ?? '', 'base64url').toString());
    expect(claims).toMatchObject({ sub: 'connector-registry', client_id: 'connector-registry', aud: 'urn:patchbay' });
  });

  it('needs nothing revoked at a broker that has never heard of the connector', async () => {
    registry.broker.answer = async () => 404;
    const { connectorId } = await organization.createInactive();
    const path = await organization.delete(connectorId);
    expect((await organization.call('GET', `${path}?waitMs=30000`)).body.state).toBe('SUCCEEDED');
  });

  it('goes on when the executor releases the flow instead', async () => {
    const { connectorId } = await organization.createInactive();
    const flowId = randomUUID();
    await organization.refer(flowId, { connectorId, version: 2 });
    const path = await organization.delete(connectorId);
    await organization.call('DELETE', `/flows/${flowId}/references`);
    expect((await organization.call('GET', `${path}?waitMs=30000`)).body.state).toBe('SUCCEEDED');
  });

  it.each([
    ['without If-Match', {}],
    ['with the ETag of another preview', { 'if-match': '"x"' }],
    ['with any ETag at all', { 'if-match': '*' }],
  ])('is refused %s, with the preview as it is now', async (_, headers) => {
    const { connectorId } = await organization.createInactive();
    const path = `/connectors/${connectorId}`;
    const refused = await organization.call('DELETE', path, { headers });
    expect(refused).toMatchObject({ status: 412, body: { code: 'connector.preview-outdated' } });
    const { preview, etag } = refused.body as { preview: unknown; etag: string };
    const { live: _live, ...shown } = ImpactPreview.parse((await organization.call('GET', `${path}/impact`)).body);
    expect(preview).toEqual(shown);
    expect((await organization.call('DELETE', path, { headers: { 'if-match': etag } })).status).toBe(202);
  });

  it('is refused when a flow has come since the preview', async () => {
    const connector = await organization.createInactive();
    const path = `/connectors/${connector.connectorId}`;
    const etag = (await organization.call('GET', `${path}/impact`)).headers.get('etag') ?? '';
    await organization.refer(randomUUID(), connector);
    const refused = await organization.call<{ preview: ImpactPreview }>('DELETE', path, { headers: { 'if-match': etag } });
    expect([refused.status, refused.body.preview.impactedFlows]).toEqual([412, 1]);
    expect((await organization.call<Connector>('GET', path)).body.state).toBe('INACTIVE');
  });

  describe('followed by a long poll', () => {
    it('answers at once when nobody waits, and after the time when nothing ends', async () => {
      const connector = await organization.createInactive();
      await organization.refer(randomUUID(), connector);
      const path = await organization.delete(connector.connectorId);
      const started = performance.now();
      expect((await organization.call('GET', path)).body.state).toBe('RUNNING');
      expect((await organization.call('GET', `${path}?waitMs=300`)).body.state).toBe('RUNNING');
      expect(performance.now() - started).toBeGreaterThanOrEqual(295);
    });

    it('answers when the operation has ended, though there is time left', async () => {
      const connector = await organization.createInactive();
      const flowId = randomUUID();
      await organization.refer(flowId, connector);
      const path = await organization.delete(connector.connectorId);
      const asked = performance.now();
      const waiting = organization.call<Operation>('GET', `${path}?waitMs=30000`);
      await eventually(() => expect(registry.lastQuestion?.resource.id).toBe(path.split('/').at(-1)), soon);
      await organization.detach(flowId, connector.connectorId, path);
      expect((await waiting).body.state).toBe('SUCCEEDED');
      expect(performance.now() - asked).toBeLessThan(30_000);
    });
  });
});
