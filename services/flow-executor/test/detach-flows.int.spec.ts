import { randomUUID } from 'node:crypto';
import { flowLifecycle } from '@patchbay/contracts';
import { eventually, expectStatus } from '@patchbay/testing';
import { askingFlow, connectorInExports } from './support/flows.ts';
import type { StubConnector } from './support/registry-stub.ts';
import { type OrganizationClient, problemOf, RunningExecutor, soon } from './support/running-executor.ts';

describe('the deletion of a connector', () => {
  let executor: RunningExecutor;
  let organization: OrganizationClient;
  let connector: StubConnector;

  beforeAll(async () => {
    executor = await RunningExecutor.start();
  });
  afterAll(() => executor.stop());
  beforeEach(async () => {
    organization = executor.organization();
    connector = await organization.connector();
  });

  const connectors = () => ({ [connectorInExports]: connector.connectorId });
  const events = (flowId: string) => executor.topics.of(flowLifecycle.name, flowId);
  const detached = (flowId: string) => events(flowId).filter(({ headers }) => headers.ce_type === 'patchbay.FlowDetached');
  const flow = async (flowId: string) => (await organization.call(`GET`, `/flows/${flowId}`)).body;

  it('takes it away from every flow that uses it, and tells the registry of each', async () => {
    const flowIds = [
      await organization.publishedFlow(askingFlow(), { connectors: connectors() }),
      await organization.publishedFlow(askingFlow(), { connectors: connectors() }),
    ];
    const { operationId } = await organization.delete(connector);
    for (const flowId of flowIds) {
      const [event] = await eventually(() => {
        expect(detached(flowId)).toHaveLength(1);
        return detached(flowId);
      }, soon);
      expect(event).toMatchObject({
        headers: { ce_source: 'flow-executor', ce_subject: flowId, ce_orgid: organization.organizationId },
        data: { flowId, connectorId: connector.connectorId, operationId, activities: [{ activityId: 'id-Ask', activityLabel: 'Ask' }] },
      });
    }
  });

  it('makes the flow say why it does not run, until it is repaired and published again', async () => {
    const flowId = await organization.publishedFlow(askingFlow(), { connectors: connectors() });
    await organization.startUntil(flowId, { type: 'ROUTED' });
    await organization.delete(connector);
    const why = { code: 'flow.connector-deleted', message: expect.stringContaining(connector.connectorId) };
    await organization.startUntil(flowId, { type: 'FAILED', ...why });
    expect(await flow(flowId)).toMatchObject({
      notRunnable: { ...why, connectorId: connector.connectorId },
      labels: { Live: 1, Latest: 1 },
    });

    executor.around.registry.connectors.delete(connector.connectorId);
    expect(problemOf(await organization.call('POST', `/flows/${flowId}/publish`, { body: {} }))).toEqual({
      status: 400,
      code: 'flow.not-valid',
    });
    const repaired = await organization.connector({ name: 'New API' });
    const body = { export: askingFlow(), connectors: { [connectorInExports]: repaired.connectorId } };
    const { headers } = await organization.call('GET', `/flows/${flowId}`);
    expectStatus(200, await organization.call('PUT', `/flows/${flowId}`, { body, headers: { 'if-match': headers.get('etag') ?? '' } }));
    expect(await flow(flowId)).toMatchObject({ notRunnable: { code: 'flow.connector-deleted' } });
    expect(await organization.publish(flowId)).toMatchObject({ versionNumber: 2, connectorIds: [repaired.connectorId] });
    expect(await flow(flowId)).toMatchObject({ notRunnable: null, labels: { Live: 2, Latest: 2 } });
    await organization.startUntil(flowId, { type: 'ROUTED' });
  });

  it('clears the connector in the draft, and nothing else of it', async () => {
    const { flowId } = await organization.import(askingFlow(), { connectors: connectors() });
    await organization.delete(connector);
    await eventually(() => expect(detached(flowId)).toHaveLength(1), soon);
    const { body } = await organization.call('GET', `/flows/${flowId}/export`);
    expect(body).toEqual(askingFlow({ connectorId: null }));
    expect(await flow(flowId)).toMatchObject({ notRunnable: null, version: 2 });
  });

  it('leaves flows alone that do not use it, and versions that no label points at any more', async () => {
    const other = await organization.connector({ name: 'Other API' });
    const spared = await organization.publishedFlow(askingFlow(), { connectors: { [connectorInExports]: other.connectorId } });
    const { flowId, version } = await organization.import(askingFlow(), { connectors: connectors() });
    await organization.publish(flowId);
    const body = { export: askingFlow({}, { name: 'Bound anew' }), connectors: { [connectorInExports]: other.connectorId } };
    expectStatus(200, await organization.call('PUT', `/flows/${flowId}`, { body, headers: { 'if-match': `"${version + 1}"` } }));
    await organization.publish(flowId);
    const affected = await organization.publishedFlow(askingFlow(), { connectors: connectors() });
    await organization.delete(connector);
    await eventually(() => expect(detached(affected)).toHaveLength(1), soon);
    expect([detached(spared), detached(flowId)]).toEqual([[], []]);
    for (const each of [spared, flowId]) await organization.startUntil(each, { type: 'ROUTED' });
  });

  it('detaches only the version that uses it', async () => {
    const other = await organization.connector({ name: 'Other API' });
    const { flowId, version } = await organization.import(askingFlow(), { connectors: { [connectorInExports]: other.connectorId } });
    await organization.publish(flowId);
    const body = { export: askingFlow(), connectors: connectors() };
    expectStatus(200, await organization.call('PUT', `/flows/${flowId}`, { body, headers: { 'if-match': `"${version + 1}"` } }));
    await organization.publish(flowId, { labels: ['Test'] });
    await organization.startUntil(flowId, { type: 'ROUTED' });
    await organization.delete(connector);
    await eventually(async () => {
      expect((await organization.start(flowId, { label: 'Test' })).outcome).toMatchObject({
        type: 'FAILED',
        code: 'flow.connector-deleted',
      });
    }, soon);
    expect(await flow(flowId)).toMatchObject({ notRunnable: null });
    expect((await organization.start(flowId)).outcome).toMatchObject({ type: 'ROUTED' });
  });

  it('has its effect once, though the event comes twice', async () => {
    const flowId = await organization.publishedFlow(askingFlow(), { connectors: connectors() });
    const first = await organization.delete(connector);
    await organization.delete(connector, first);
    const marker = await organization.connector({ name: 'Marker' });
    const markerFlow = await organization.publishedFlow(askingFlow(), { connectors: { [connectorInExports]: marker.connectorId } });
    await organization.delete(marker);
    await eventually(() => expect(detached(markerFlow)).toHaveLength(1), soon);
    expect(detached(flowId)).toHaveLength(1);
  });

  it('reaches no flow of another organization', async () => {
    const flowId = await organization.publishedFlow(askingFlow(), { connectors: connectors() });
    const stranger = executor.organization();
    await stranger.delete({ ...connector, organizationId: stranger.organizationId });
    await organization.delete(await organization.connector({ name: 'Marker', connectorId: randomUUID() }));
    await organization.startUntil(flowId, { type: 'ROUTED' });
    expect(detached(flowId)).toEqual([]);
  });

  it('is seen by every replica', async () => {
    const second = await executor.startReplica();
    await executor.ready(second);
    const flowId = await organization.publishedFlow(askingFlow(), { connectors: connectors() });
    for (const base of [executor.url, second.url]) await organization.startUntil(flowId, { type: 'ROUTED' }, base);
    await organization.delete(connector);
    for (const base of [executor.url, second.url])
      await organization.startUntil(flowId, { type: 'FAILED', code: 'flow.connector-deleted' }, base);
  });
});
