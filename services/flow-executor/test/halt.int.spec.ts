import { setTimeout as sleep } from 'node:timers/promises';
import { eventually } from '@patchbay/testing';
import { askingFlow, connectorInExports } from './support/flows.ts';
import type { StubConnector } from './support/registry-stub.ts';
import { type OrganizationClient, RunningExecutor, soon } from './support/running-executor.ts';

/** From the publication of the record to the first refusal, on a busy machine. */
const haltWithinMs = 2_000;

describe('a halt', () => {
  let executor: RunningExecutor;
  let organization: OrganizationClient;
  let connector: StubConnector;

  beforeAll(async () => {
    executor = await RunningExecutor.start();
  });
  afterAll(() => executor.stop());
  beforeEach(() => {
    executor.around.upstream.reset();
    organization = executor.organization();
  });

  async function runnable(over: Record<string, unknown> = {}, flow: unknown = askingFlow()): Promise<string> {
    connector = await organization.connector();
    const connectors = { [connectorInExports]: connector.connectorId };
    const flowId = await organization.publishedFlow(flow, { connectors, fallbackDestination: 'Emergency queue', ...over });
    await organization.startUntil(flowId, { type: 'ROUTED' });
    executor.around.upstream.arrivals.length = 0;
    return flowId;
  }

  const change = async (state: StubConnector['state'], haltMode: StubConnector['haltMode'] = null) => {
    connector = await organization.change(connector, { state, haltMode, version: connector.version + 1 });
  };
  const halted = (code: string) => ({ type: 'HALTED', code, connectorId: connector.connectorId, fallbackDestination: 'Emergency queue' });
  const arrivals = () => executor.around.upstream.arrivals;

  it('refuses new calls, visibly and with the destination of the flow, and nothing leaves', async () => {
    const flowId = await runnable();
    const publishedAtMs = performance.now();
    await change('INACTIVE', 'abort');
    await organization.startUntil(flowId, halted('CONNECTOR_INACTIVE'));
    expect(performance.now() - publishedAtMs).toBeLessThan(haltWithinMs);
    arrivals().length = 0;
    const executions = await Promise.all(Array.from({ length: 10 }, () => organization.start(flowId)));
    for (const execution of executions) expect(execution).toMatchObject({ commands: [], outcome: halted('CONNECTOR_INACTIVE') });
    expect(arrivals()).toEqual([]);
    const exposition = await (await fetch(`${executor.url}/metrics`)).text();
    expect(exposition).toMatch(/patchbay_gate_refusals_total\{.*at="start",code="CONNECTOR_INACTIVE".*\} [1-9]/);
  });

  it('cuts off what is in flight: the call ends halted, and the API sees its connection close', async () => {
    const flowId = await runnable();
    executor.around.upstream.hold();
    const call = organization.start(flowId);
    await eventually(() => expect(arrivals()).toHaveLength(1), soon);
    await change('INACTIVE', 'abort');
    expect((await call).outcome).toEqual(halted('CONNECTOR_INACTIVE'));
    await eventually(() => expect(arrivals()[0]?.wasCutOff).toBe(true), soon);
  });

  it('stops a request that still waits for its token: it never reaches the API', async () => {
    const flowId = await runnable();
    const { broker } = executor.around;
    const asked = Promise.withResolvers<void>();
    const answered = Promise.withResolvers<void>();
    connector = await organization.change(connector, { version: connector.version + 1 });
    broker.onIssue = async () => {
      asked.resolve();
      await answered.promise;
    };
    const calls = eventually(async () => {
      const execution = await organization.start(flowId);
      expect(broker.issued.at(-1)?.connectorVersion).toBe(1);
      return execution;
    }, soon);
    await asked.promise;
    arrivals().length = 0;
    await change('INACTIVE', 'abort');
    expect((await calls).outcome).toEqual(halted('CONNECTOR_INACTIVE'));
    broker.onIssue = async () => undefined;
    answered.resolve();
    await eventually(() => expect(broker.issued.at(-1)?.connectorVersion).toBe(2), soon);
    expect(arrivals()).toEqual([]);
  });

  it('is over when the connector is active again: calls flow, with a new token', async () => {
    const flowId = await runnable();
    await change('INACTIVE', 'abort');
    await organization.startUntil(flowId, halted('CONNECTOR_INACTIVE'));
    await change('ACTIVE');
    await organization.startUntil(flowId, { type: 'ROUTED' });
    expect(executor.around.broker.issued.at(-1)).toMatchObject({ connectorId: connector.connectorId, connectorVersion: 3 });
    expect(arrivals().at(-1)?.headers['patchbay-connector-version']).toBe('3');
  });

  it('is not undone by a record that comes late', async () => {
    const flowId = await runnable();
    const active = { ...connector };
    await change('INACTIVE', 'abort');
    await organization.startUntil(flowId, halted('CONNECTOR_INACTIVE'));
    await executor.publishState(active.connectorId, active);
    const other = executor.organization();
    const marker = await other.connector();
    const flowOfOther = await other.publishedFlow(askingFlow(), { connectors: { [connectorInExports]: marker.connectorId } });
    await other.startUntil(flowOfOther, { type: 'ROUTED' });
    expect((await organization.start(flowId)).outcome).toEqual(halted('CONNECTOR_INACTIVE'));
  });

  it('that drains lets calls in flight finish, and no new one begin', async () => {
    const flowId = await runnable();
    const { release } = executor.around.upstream.hold();
    const call = organization.start(flowId);
    await eventually(() => expect(arrivals()).toHaveLength(1), soon);
    await change('INACTIVE', 'drain');
    await eventually(async () => {
      // A call that was let in before the drain was heard of waits like the first one.
      const late = await Promise.race([organization.start(flowId), sleep(300, undefined)]);
      expect(late?.outcome).toEqual(halted('CONNECTOR_INACTIVE'));
    }, soon);
    release();
    expect((await call).outcome).toMatchObject({ type: 'ROUTED' });
    await organization.startUntil(flowId, halted('CONNECTOR_INACTIVE'));
  });

  it('fails the request alone where the flow asks for its error path', async () => {
    const flowId = await runnable({ onConnectorInactive: 'ERROR_PATH' });
    await change('INACTIVE', 'abort');
    await eventually(async () => {
      expect(await organization.start(flowId)).toMatchObject({ commands: [{ activityLabel: 'Sorry' }], outcome: { type: 'COMPLETED' } });
    }, soon);
    arrivals().length = 0;
    await organization.start(flowId);
    expect(arrivals()).toEqual([]);
    const exposition = await (await fetch(`${executor.url}/metrics`)).text();
    expect(exposition).toMatch(/patchbay_gate_refusals_total\{.*at="request",code="CONNECTOR_INACTIVE".*\} [1-9]/);
  });

  it('fails a request in flight along the error path, and the next call is let in when the connector is active again', async () => {
    const flowId = await runnable({ onConnectorInactive: 'ERROR_PATH' });
    executor.around.upstream.hold();
    const call = organization.start(flowId);
    await eventually(() => expect(arrivals()).toHaveLength(1), soon);
    await change('INACTIVE', 'abort');
    expect(await call).toMatchObject({ commands: [{ activityLabel: 'Sorry' }], outcome: { type: 'COMPLETED' } });
    executor.around.upstream.reset();
    await change('ACTIVE');
    await organization.startUntil(flowId, { type: 'ROUTED' });
  });

  it('of one connector does not touch another one', async () => {
    const flowId = await runnable();
    const other = executor.organization();
    const spared = await other.connector();
    const flowOfOther = await other.publishedFlow(askingFlow(), { connectors: { [connectorInExports]: spared.connectorId } });
    await other.startUntil(flowOfOther, { type: 'ROUTED' });
    await change('INACTIVE', 'abort');
    await organization.startUntil(flowId, halted('CONNECTOR_INACTIVE'));
    expect((await other.start(flowOfOther)).outcome).toMatchObject({ type: 'ROUTED' });
  });

  it('by a deletion says so', async () => {
    const flowId = await runnable();
    await change('DELETING');
    await organization.startUntil(flowId, halted('CONNECTOR_DELETED'));
  });
});
