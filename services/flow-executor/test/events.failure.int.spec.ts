import { randomUUID } from 'node:crypto';
import { connectorLifecycle, connectorState, deadLetterTopicOf } from '@patchbay/contracts';
import { eventually } from '@patchbay/testing';
import { askingFlow, connectorInExports } from './support/flows.ts';
import type { StubConnector } from './support/registry-stub.ts';
import { type OrganizationClient, RunningExecutor, soon } from './support/running-executor.ts';

describe('events that cannot be used', () => {
  let executor: RunningExecutor;
  let organization: OrganizationClient;
  let connector: StubConnector;
  let flowId: string;

  beforeAll(async () => {
    executor = await RunningExecutor.start();
  });
  afterAll(() => executor.stop());
  beforeEach(async () => {
    organization = executor.organization();
    connector = await organization.connector();
    flowId = await organization.publishedFlow(askingFlow(), { connectors: { [connectorInExports]: connector.connectorId } });
    await organization.startUntil(flowId, { type: 'ROUTED' });
  });

  const stale = { type: 'HALTED', code: 'CONTROL_PLANE_STALE' };
  const deadLetters = (topic: string) => executor.topics.of(deadLetterTopicOf(topic), connector.connectorId);

  it.each([
    [connectorState.name, 'patchbay.ConnectorState'],
    [connectorLifecycle.name, 'patchbay.ConnectorDeactivated'],
  ])('on %s close the gate of their connector, then go to the dead letters', async (topic, type) => {
    await executor.publish(topic, connector.connectorId, type, { ...connector, version: 'two' }, organization.organizationId);
    await organization.startUntil(flowId, stale);
    await eventually(() => expect(deadLetters(topic)).toHaveLength(1), soon);
  });

  it('block nobody: those behind them are applied, and a newer version opens the gate again', async () => {
    await executor.publishState(connector.connectorId, { nonsense: true });
    await organization.startUntil(flowId, stale);
    await executor.publishState(connector.connectorId, connector);
    const other = await organization.connector({ name: 'Other' });
    const flowOfOther = await organization.publishedFlow(askingFlow(), { connectors: { [connectorInExports]: other.connectorId } });
    await organization.startUntil(flowOfOther, { type: 'ROUTED' });
    expect((await organization.start(flowId)).outcome).toMatchObject(stale);
    await organization.change(connector, { version: 2 });
    await organization.startUntil(flowId, { type: 'ROUTED' });
  });

  it('of a type that is not known are passed over', async () => {
    await executor.publishState(connector.connectorId, { colour: 'red' }, 'patchbay.ConnectorPainted');
    await executor.publish(connectorLifecycle.name, connector.connectorId, 'patchbay.ConnectorPainted', {}, organization.organizationId);
    const marker = await organization.connector({ name: 'Marker' });
    const markerFlow = await organization.publishedFlow(askingFlow(), { connectors: { [connectorInExports]: marker.connectorId } });
    await organization.startUntil(markerFlow, { type: 'ROUTED' });
    await organization.delete(marker);
    await organization.startUntil(markerFlow, { type: 'FAILED', code: 'flow.connector-deleted' });
    expect((await organization.start(flowId)).outcome).toMatchObject({ type: 'ROUTED' });
    expect([deadLetters(connectorState.name), deadLetters(connectorLifecycle.name)]).toEqual([[], []]);
  });

  it('of a deletion of a connector that nobody uses need no answer', async () => {
    await organization.delete({ ...connector, connectorId: randomUUID() });
    await organization.delete(connector);
    await organization.startUntil(flowId, { type: 'FAILED', code: 'flow.connector-deleted' });
  });
});

describe('a start without the registry', () => {
  it('is not ready and lets nothing pass until the snapshot has been read', async () => {
    const executor = await RunningExecutor.prepare();
    executor.around.registry.halts.isAway = true;
    const replica = await executor.startReplica();
    const organization = executor.organization();
    // More than a grant holds.
    executor.around.registry.halts.largestSnapshot = 2;
    for (const name of ['a', 'b', 'c']) await organization.connector({ name });
    const connector = await organization.connector();
    const flowId = await organization.publishedFlow(askingFlow(), { connectors: { [connectorInExports]: connector.connectorId } });
    await eventually(async () => {
      const { reasons } = (await (await fetch(`${replica.url}/readyz`)).json()) as { reasons: { name: string }[] };
      expect(reasons.map(({ name }) => name)).toEqual(['lease']);
    }, soon);
    expect((await organization.start(flowId)).outcome).toMatchObject({ type: 'HALTED', code: 'CONTROL_PLANE_STALE' });
    expect(executor.around.upstream.arrivals).toEqual([]);
    executor.around.registry.halts.isAway = false;
    await executor.ready();
    expect((await organization.start(flowId)).outcome).toMatchObject({ type: 'ROUTED' });
    await executor.stop();
  });
});
