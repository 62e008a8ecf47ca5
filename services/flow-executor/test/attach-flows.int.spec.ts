import { flowLifecycle } from '@patchbay/contracts';
import { eventually, expectStatus } from '@patchbay/testing';
import { askingFlow, connectorInExports } from './support/flows.ts';
import type { StubConnector } from './support/registry-stub.ts';
import { type OrganizationClient, RunningExecutor, soon } from './support/running-executor.ts';

describe('the cancellation of a deletion', () => {
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

  const cancelDeletion = (operationId: string, eventId?: string) =>
    organization.tell('patchbay.ConnectorDeletionCancelled', { ...connector, state: 'INACTIVE', operationId }, eventId);
  const connectors = () => ({ [connectorInExports]: connector.connectorId });
  const events = (flowId: string, type: string) =>
    executor.topics.of(flowLifecycle.name, flowId).filter(({ headers }) => headers.ce_type === `patchbay.${type}`);
  const told = (flowId: string, type: string, times = 1) =>
    eventually(() => {
      expect(events(flowId, type)).toHaveLength(times);
      return events(flowId, type);
    }, soon);
  const exported = async (flowId: string) => (await organization.call('GET', `/flows/${flowId}/export`)).body;
  const flow = async (flowId: string) => (await organization.call('GET', `/flows/${flowId}`)).body;

  it('gives every flow back what it had, and tells the registry of each', async () => {
    const flowIds = [
      await organization.publishedFlow(askingFlow(), { connectors: connectors() }),
      await organization.publishedFlow(askingFlow(), { connectors: connectors() }),
    ];
    const before = await Promise.all(flowIds.map(async (flowId) => [await exported(flowId), (await flow(flowId)).labels]));
    const deletion = await organization.delete(connector);
    for (const flowId of flowIds) {
      await told(flowId, 'FlowDetached');
      await organization.startUntil(flowId, { type: 'FAILED', code: 'flow.connector-deleted' });
    }
    await cancelDeletion(deletion.operationId);
    for (const flowId of flowIds) {
      const [event] = await told(flowId, 'FlowAttached');
      const data = { flowId, connectorId: connector.connectorId, operationId: deletion.operationId, versionNumbers: [1] };
      expect(event).toMatchObject({ headers: { ce_source: 'flow-executor', ce_orgid: organization.organizationId }, data });
      await organization.startUntil(flowId, { type: 'ROUTED' });
      expect(await flow(flowId)).toMatchObject({ notRunnable: null });
    }
    expect(await Promise.all(flowIds.map(async (flowId) => [await exported(flowId), (await flow(flowId)).labels]))).toEqual(before);
  });

  it('leaves a flow as it is that was repaired and published meanwhile, and says that it has nothing again', async () => {
    const flowId = await organization.publishedFlow(askingFlow(), { connectors: connectors() });
    const { operationId } = await organization.delete(connector);
    await told(flowId, 'FlowDetached');
    const repaired = await organization.connector({ name: 'New API' });
    const body = { export: askingFlow(), connectors: { [connectorInExports]: repaired.connectorId } };
    const { headers } = await organization.call('GET', `/flows/${flowId}`);
    expectStatus(200, await organization.call('PUT', `/flows/${flowId}`, { body, headers: { 'if-match': headers.get('etag') ?? '' } }));
    await organization.publish(flowId);
    await cancelDeletion(operationId);
    const [event] = await told(flowId, 'FlowAttached');
    expect(event?.data).toMatchObject({ versionNumbers: [] });
    expect(await flow(flowId)).toMatchObject({ labels: { Live: 2, Latest: 2 }, notRunnable: null });
    await organization.startUntil(flowId, { type: 'ROUTED' });
  });

  it('has its effect once, though the event comes twice, and none for a flow that is gone', async () => {
    const [flowId, gone] = [
      await organization.publishedFlow(askingFlow(), { connectors: connectors() }),
      await organization.publishedFlow(askingFlow(), { connectors: connectors() }),
    ];
    const { operationId } = await organization.delete(connector);
    await told(gone, 'FlowDetached');
    expectStatus(204, await organization.call('DELETE', `/flows/${gone}`));
    const eventId = await cancelDeletion(operationId);
    await cancelDeletion(operationId, eventId);
    const again = await organization.delete(connector);
    await told(flowId, 'FlowDetached', 2);
    expect([events(flowId, 'FlowAttached').length, events(gone, 'FlowAttached').length]).toEqual([1, 0]);
    await cancelDeletion(again.operationId);
    await organization.startUntil(flowId, { type: 'ROUTED' });
  });

  it('gives nothing back once the deletion is final', async () => {
    const flowId = await organization.publishedFlow(askingFlow(), { connectors: connectors() });
    const { operationId } = await organization.delete(connector);
    await organization.tell('patchbay.ConnectorDeleted', { ...connector, state: 'DELETED', operationId });
    const before = await told(flowId, 'FlowDetached').then(() => exported(flowId));
    const marker = await organization.connector({ name: 'Marker' });
    const markerFlow = await organization.publishedFlow(askingFlow(), { connectors: { [connectorInExports]: marker.connectorId } });
    await organization.delete(marker);
    await told(markerFlow, 'FlowDetached');
    expect(await exported(flowId)).toEqual(before);
    expect(events(flowId, 'FlowAttached')).toEqual([]);
  });
});
