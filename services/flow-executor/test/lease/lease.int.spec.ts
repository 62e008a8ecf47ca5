import { eventually } from '@patchbay/testing';
import { askingFlow, connectorInExports } from '../support/flows.ts';
import type { StubConnector } from '../support/registry-stub.ts';
import { type OrganizationClient, RunningExecutor } from '../support/running-executor.ts';

/** A lease, and a busy machine. */
const soon = { withinMs: 30_000 };

describe('the lease of an executor', () => {
  let executor: RunningExecutor;
  let organization: OrganizationClient;
  let connector: StubConnector;
  let flowId: string;

  beforeAll(async () => {
    executor = await RunningExecutor.start();
  });
  afterAll(() => executor.stop());
  beforeEach(async () => {
    executor.around.upstream.reset();
    organization = executor.organization();
    connector = await organization.connector();
    const connectors = { [connectorInExports]: connector.connectorId };
    flowId = await organization.publishedFlow(askingFlow(), { connectors, fallbackDestination: 'Emergency queue' });
    await organization.startUntil(flowId, { type: 'ROUTED' });
    arrivals().length = 0;
    halts().acks.length = 0;
  });
  afterEach(() => Object.assign(halts(), { isAway: false, losesPushes: false }));

  const halts = () => executor.around.registry.halts;
  const arrivals = () => executor.around.upstream.arrivals;
  /** Tells the holders, and not Kafka. */
  const change = (over: Partial<StubConnector>) => {
    connector = { ...connector, version: connector.version + 1, ...over };
    return executor.around.registry.change(connector);
  };
  const closures = () => halts().acks.flatMap((ack) => ack.closures.filter(({ connectorId }) => connectorId === connector.connectorId));
  const statusOf = async (path: string) => (await fetch(`${executor.url}${path}`)).status;
  const inFlight = async () => {
    const upstream = executor.around.upstream.hold();
    const call = organization.start(flowId);
    await eventually(() => expect(arrivals()).toHaveLength(1), soon);
    return { call, ...upstream };
  };

  it('shuts every gate when it ends, without a message from anybody, and opens them when it is there again', async () => {
    halts().isAway = true;
    await eventually(async () => {
      expect((await organization.start(flowId)).outcome).toMatchObject({ type: 'HALTED', code: 'CONTROL_PLANE_STALE' });
    }, soon);
    arrivals().length = 0;
    expect([await statusOf('/readyz'), await statusOf('/healthz')]).toEqual([503, 200]);
    await organization.start(flowId);
    expect(arrivals()).toEqual([]);
    halts().isAway = false;
    await eventually(async () => expect((await organization.start(flowId)).outcome).toMatchObject({ type: 'ROUTED' }), soon);
    expect(await statusOf('/readyz')).toBe(200);
  });

  it('brings a halt of which the push is lost with its next renewal', async () => {
    halts().losesPushes = true;
    const seq = change({ state: 'INACTIVE', haltMode: 'abort' });
    await eventually(() => expect(halts().report(seq)).toMatchObject({ state: 'HALTED' }), soon);
    arrivals().length = 0;
    expect((await organization.start(flowId)).outcome).toMatchObject({ type: 'HALTED', code: 'CONNECTOR_INACTIVE' });
    expect(arrivals()).toEqual([]);
    const metrics = await (await fetch(`${executor.url}/metrics`)).text();
    expect(metrics).toMatch(/patchbay_gate_closures_total\{.*path="renewal".*\} [1-9]/);
    expect(metrics).toMatch(/patchbay_lease_valid\{.*\} 1/);
  });

  it('is not needed for a halt that Kafka tells first; and Kafka opens nothing', async () => {
    await executor.publishState(connector.connectorId, { ...connector, state: 'INACTIVE', haltMode: 'abort', version: 2 });
    await organization.startUntil(flowId, { type: 'HALTED', code: 'CONNECTOR_INACTIVE' });
    await executor.publishState(connector.connectorId, { ...connector, version: 3 });
    // On the same partition, behind it.
    await executor.publishState(connector.connectorId, { ...connector, state: 'DELETING', version: 4 });
    await organization.startUntil(flowId, { type: 'HALTED', code: 'CONNECTOR_DELETED' });
    change({ version: 5 });
    await organization.startUntil(flowId, { type: 'ROUTED' });
  });

  it('counts in the receipt what it has stopped', async () => {
    const { call } = await inFlight();
    const seq = change({ state: 'INACTIVE', haltMode: 'abort' });
    await eventually(() => expect(halts().report(seq)).toMatchObject({ state: 'HALTED', holders: [{ outcome: 'acked' }] }), soon);
    expect((await call).outcome).toMatchObject({ type: 'HALTED', code: 'CONNECTOR_INACTIVE', fallbackDestination: 'Emergency queue' });
    await eventually(() => expect(closures()).toMatchObject([{ belowVersion: 2, aborted: 1, draining: 0 }]), soon);
    await eventually(() => expect(arrivals()[0]?.wasCutOff).toBe(true), soon);
  });

  it('counts in the receipt who drains, and again when the last one has ended', async () => {
    const { call, release } = await inFlight();
    const seq = change({ state: 'INACTIVE', haltMode: 'drain' });
    await eventually(() => expect(halts().report(seq)).toMatchObject({ state: 'HALTED' }), soon);
    await eventually(() => expect(closures()).toMatchObject([{ aborted: 0, draining: 1 }]), soon);
    release();
    expect((await call).outcome).toMatchObject({ type: 'ROUTED' });
    await eventually(() => expect(closures()).toMatchObject([{ draining: 1 }, { aborted: 0, draining: 0 }]), soon);
  });

  it('asks for a new token when the connector is active again', async () => {
    change({ state: 'INACTIVE', haltMode: 'abort' });
    change({ state: 'ACTIVE', haltMode: null });
    await eventually(async () => expect((await organization.start(flowId)).outcome).toMatchObject({ type: 'ROUTED' }), soon);
    expect(executor.around.broker.issued.at(-1)).toMatchObject({ connectorId: connector.connectorId, connectorVersion: 3 });
    expect(arrivals().at(-1)?.headers['patchbay-connector-version']).toBe('3');
  });
});

describe('an executor that is stopped', () => {
  it('lets its calls end, then leaves, so that no halt waits for it; started again it is another holder', async () => {
    const executor = await RunningExecutor.start();
    const { halts } = executor.around.registry;
    const organization = executor.organization();
    const connector = await organization.connector();
    const flowId = await organization.publishedFlow(askingFlow(), { connectors: { [connectorInExports]: connector.connectorId } });
    await organization.startUntil(flowId, { type: 'ROUTED' });
    const leaving = await executor.startReplica({ INSTANCE_ID: 'the-same-name' });
    await executor.ready(leaving);
    await organization.startUntil(flowId, { type: 'ROUTED' }, leaving.url);
    const { release } = executor.around.upstream.hold();
    executor.around.upstream.arrivals.length = 0;
    const call = organization.start(flowId, {}, leaving.url);
    await eventually(() => expect(executor.around.upstream.arrivals).toHaveLength(1), soon);
    const stopped = leaving.stop();
    release();
    expect((await call).outcome).toMatchObject({ type: 'ROUTED' });
    await stopped;
    expect([...halts.rows.values()].map(({ left }) => left).toSorted()).toEqual([false, true]);
    const again = await executor.startReplica({ INSTANCE_ID: 'the-same-name' });
    await executor.ready(again);
    expect(halts.rows.size).toBe(3);
    const seq = executor.around.registry.change({ ...connector, version: 2, state: 'INACTIVE', haltMode: 'abort' });
    await eventually(() => expect(halts.report(seq)).toMatchObject({ state: 'HALTED' }), soon);
    expect(halts.report(seq).holders.map(({ outcome }) => outcome)).toEqual(['acked', 'acked']);
    await executor.stop();
  });
});
