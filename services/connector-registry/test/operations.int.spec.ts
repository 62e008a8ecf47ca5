import { randomUUID } from 'node:crypto';
import { type Connector, connectorLifecycle, Operation, OperationList, ReferenceList } from '@patchbay/contracts';
import { eventually } from '@patchbay/testing';
import { type OrganizationClient, RunningRegistry, soon } from './running-registry.ts';

describe('operations', () => {
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

  const operationAt = async (path: string) => Operation.strict().parse((await organization.call('GET', path)).body);
  const events = (connectorId: string) =>
    registry.topics.of(connectorLifecycle.name, connectorId).map(({ headers, data }) => [headers.ce_type, data.operationId]);
  const references = async (path: string) => ReferenceList.parse((await organization.call('GET', `${path}/references`)).body).items;

  describe('of a halt', () => {
    const deactivate = async () => {
      const { connectorId } = await organization.create();
      const body = { mode: 'drain', reason: 'credential leaked' };
      const answer = await organization.call<Connector>('POST', `/connectors/${connectorId}/deactivate`, { body });
      return { connectorId, answer, path: organization.below(answer.headers.get('location')) };
    };

    const succeeded = (path: string) =>
      eventually(async () => {
        const operation = await operationAt(path);
        expect(operation.state).toBe('SUCCEEDED');
        return operation;
      }, soon);

    it('are named by the answer to the deactivation, and end when its event is published', async () => {
      const { connectorId, answer, path } = await deactivate();
      expect(answer).toMatchObject({ status: 200, body: { connectorId, state: 'INACTIVE', version: 2 } });
      expect((await operationAt(`${path}?waitMs=30000`)).receipt).toMatchObject({
        state: 'HALTED',
        acked: 0,
        total: 0,
        guaranteedBy: null,
      });
      const halted = await succeeded(path);
      expect(halted).toMatchObject({
        kind: 'halt',
        connectorId,
        connectorVersion: 2,
        state: 'SUCCEEDED',
        requestedBy: 'full-admin',
        cancellable: false,
        halt: { mode: 'drain', reason: 'credential leaked', committedAt: answer.body.updatedAt, eventPublishedAt: halted.finishedAt },
        report: { durationMs: expect.any(Number) },
        steps: [
          { name: 'commit', state: 'DONE', participant: null },
          { name: 'halt', state: 'DONE', participant: 'holders', waitingFor: null },
          { name: 'publish-event', state: 'DONE', participant: 'event-relay', waitingFor: null },
        ],
      });
      await eventually(() => expect(events(connectorId).at(-1)).toEqual(['patchbay.ConnectorDeactivated', halted.operationId]), soon);
    });

    it('are told by the relay, sooner than anybody would look', async () => {
      const lookAgainAfterMs = 2_000;
      await eventually(async () => {
        const { path } = await deactivate();
        const halted = await succeeded(path);
        expect(halted.report?.durationMs).toBeLessThan(lookAgainAfterMs);
      }, soon);
    });

    it('cannot be cancelled', async () => {
      const { path } = await deactivate();
      expect(await organization.call('POST', `${path}/cancel`)).toMatchObject({ status: 409, body: { code: 'operation.not-cancellable' } });
    });
  });

  describe('of a deletion that is cancelled', () => {
    const begin = async (...flowIds: string[]) => {
      const connector = await organization.createInactive();
      for (const flowId of flowIds) await organization.refer(flowId, connector);
      const before = await references(`/connectors/${connector.connectorId}`);
      const path = await organization.delete(connector.connectorId);
      await eventually(async () => expect((await operationAt(path)).steps[1]?.waitingFor).toBe('flow-executor'), soon);
      return { connectorId: connector.connectorId, path, before };
    };

    it('bring the connector and its references back, and end when every flow is attached again', async () => {
      const [detached, untouched] = [randomUUID(), randomUUID()];
      const { connectorId, path, before } = await begin(detached, untouched);
      await organization.detach(detached, connectorId, path);
      await eventually(async () => expect((await operationAt(path)).progress).toEqual({ done: 1, total: 2 }), soon);

      const answer = await organization.call('POST', `${path}/cancel`);
      expect(answer.status).toBe(200);
      expect(Operation.parse(answer.body)).toMatchObject({
        state: 'CANCELLING',
        cancelledBy: 'full-admin',
        cancellable: false,
        progress: { done: 0, total: 2 },
      });
      expect((await organization.call('GET', `/connectors/${connectorId}`)).body).toMatchObject({ state: 'INACTIVE', version: 4 });
      expect(await references(`/connectors/${connectorId}`)).toEqual(before);
      await eventually(
        () => expect(events(connectorId).at(-1)).toEqual(['patchbay.ConnectorDeletionCancelled', path.split('/').at(-1)]),
        soon,
      );

      await organization.attach(detached, connectorId, path, [1]);
      await eventually(async () => expect((await operationAt(path)).progress).toEqual({ done: 1, total: 2 }), soon);
      await organization.attach(untouched, connectorId, path, [1]);
      const cancelled = await operationAt(`${path}?waitMs=30000`);
      expect(cancelled).toMatchObject({ state: 'CANCELLED', progress: { done: 2, total: 2 }, report: { dependentFlows: 2 } });
      expect(cancelled.steps.map(({ name, state }) => `${name} ${state}`)).toEqual([
        'halt DONE',
        'detach-flows SKIPPED',
        'revoke-tokens SKIPPED',
        'complete SKIPPED',
        'attach-flows DONE',
      ]);
      expect(await references(`/connectors/${connectorId}`)).toEqual(before);
      expect(registry.broker.revoked.filter((revoked) => revoked.includes(connectorId))).toEqual([]);
    });

    it('answer a retry as they answered first', async () => {
      const { path } = await begin(randomUUID());
      const headers = { 'idempotency-key': randomUUID() };
      const first = await organization.call('POST', `${path}/cancel`, { headers });
      expect([first.status, first.body.state]).toEqual([200, 'CANCELLING']);
      expect((await organization.call('POST', `${path}/cancel`, { headers })).body).toEqual(first.body);
      expect((await organization.call('POST', `${path}/cancel`)).body).toMatchObject({ state: 'CANCELLING', cancelledBy: 'full-admin' });
    });

    it('leave a connector that can be deleted again', async () => {
      const flowId = randomUUID();
      const { connectorId, path } = await begin(flowId);
      await organization.call('POST', `${path}/cancel`);
      await organization.attach(flowId, connectorId, path, [1]);
      expect((await operationAt(`${path}?waitMs=30000`)).state).toBe('CANCELLED');
      const again = await organization.delete(connectorId);
      await organization.detach(flowId, connectorId, again);
      expect((await operationAt(`${again}?waitMs=30000`)).state).toBe('SUCCEEDED');
    });

    it('cannot be begun once the tokens are being revoked', async () => {
      registry.broker.answer = async () => 503;
      const { connectorId } = await organization.createInactive();
      const path = await organization.delete(connectorId);
      await eventually(async () => expect((await operationAt(path)).steps[2]?.waitingFor).toBe('token-broker'), soon);
      expect((await operationAt(path)).cancellable).toBe(false);
      const refused = await organization.call('POST', `${path}/cancel`);
      expect(refused).toMatchObject({ status: 409, body: { code: 'operation.not-cancellable', state: 'RUNNING' } });
      registry.broker.answer = async () => 200;
      expect((await operationAt(`${path}?waitMs=30000`)).state).toBe('SUCCEEDED');
    });
  });

  it('are not there for another organization, whether read or cancelled', async () => {
    const { connectorId } = await organization.createInactive();
    const path = await organization.delete(connectorId);
    const stranger = registry.organization();
    for (const [method, below] of [
      ['GET', path],
      ['POST', `${path}/cancel`],
    ] as const) {
      expect(await stranger.call(method, below)).toMatchObject({ status: 404, body: { code: 'operation.not-found' } });
    }
  });

  it('are kept and listed, the newest first, page by page and by what they are of', async () => {
    const kept = await organization.createInactive();
    const gone = await organization.createInactive();
    const path = await organization.delete(gone.connectorId);
    await operationAt(`${path}?waitMs=30000`);
    const list = async (query: string) => OperationList.strict().parse((await organization.call('GET', `/operations?${query}`)).body);
    const all = await list('');
    expect(all.items.map(({ kind, connectorId, state }) => [kind, connectorId, state])).toEqual([
      ['deletion', gone.connectorId, 'SUCCEEDED'],
      ['halt', gone.connectorId, expect.any(String)],
      ['halt', kept.connectorId, expect.any(String)],
    ]);
    const [first, second] = [await list('pageSize=2'), await list(`pageSize=2&pageToken=${(await list('pageSize=2')).nextPageToken}`)];
    expect([...first.items, ...second.items].map(({ operationId }) => operationId)).toEqual(
      all.items.map(({ operationId }) => operationId),
    );
    expect(second.nextPageToken).toBeUndefined();
    const ids = async (query: string) => (await list(query)).items.map(({ kind, connectorId }) => [kind, connectorId]);
    expect(await ids(`connectorId=${kept.connectorId}`)).toEqual([['halt', kept.connectorId]]);
    expect(await ids('kind=deletion')).toEqual([['deletion', gone.connectorId]]);
    expect(await ids('state=CANCELLED')).toEqual([]);
    expect(await organization.call('GET', '/operations?pageToken=x')).toMatchObject({
      status: 400,
      body: { code: 'connector.page-token-invalid' },
    });
    expect(await organization.call('GET', '/operations?kind=x')).toMatchObject({ status: 400, body: { code: 'request.invalid' } });
  });
});
