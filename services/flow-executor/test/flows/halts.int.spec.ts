import { connectorLifecycle, Flow, flowLifecycle } from '@patchbay/contracts';
import { eventually, expectStatus } from '@patchbay/testing';
import { askingFlow, connectorInExports } from '../support/flows.ts';
import type { StubConnector } from '../support/registry-stub.ts';
import { type OrganizationClient, problemOf, RunningExecutor, soon } from '../support/running-executor.ts';

type Change = 'Deactivated' | 'Activated';

describe('a flow whose connector is not active', () => {
  let executor: RunningExecutor;
  let organization: OrganizationClient;
  let connector: StubConnector;

  beforeAll(async () => {
    executor = await RunningExecutor.start();
    // Both hear of every state; of each event of the lifecycle one of them does.
    await executor.startReplica({ INSTANCE_ID: 'second' });
  });
  afterAll(() => executor.stop());
  beforeEach(async () => {
    executor.around.registry.onReferences = async () => undefined;
    organization = executor.organization();
    connector = await organization.connector();
  });

  const connectors = (used = connector) => ({ [connectorInExports]: used.connectorId });
  const published = (over: Record<string, unknown> = {}) =>
    organization.publishedFlow(askingFlow(), { connectors: connectors(), fallbackDestination: 'Emergency', ...over });
  const flow = async (flowId: string) => Flow.parse((await organization.call('GET', `/flows/${flowId}`)).body);
  const halts = (flowId: string) =>
    executor.topics
      .of(flowLifecycle.name, flowId)
      .filter(({ headers }) => /Flow(Halted|Resumed)$/.test(headers.ce_type ?? ''))
      .map(({ headers, data }) => ({ type: headers.ce_type?.replace('patchbay.', ''), ...data }));
  const eventsOf = (flowId: string, ...types: string[]) =>
    eventually(() => expect(halts(flowId).map(({ type }) => type)).toEqual(types), soon);

  /** As the registry changes it and tells of it. @returns the event, to be delivered again */
  async function change(to: Change, of = connector): Promise<() => Promise<unknown>> {
    const state = to === 'Activated' ? 'ACTIVE' : 'INACTIVE';
    const changed = await organization.change(of, { state, version: of.version + 1, haltMode: to === 'Activated' ? null : 'abort' });
    if (of.connectorId === connector.connectorId) connector = changed;
    const { organizationId, ...data } = changed;
    const tell = (id?: string) => {
      const body = { ...data, actor: 'u-admin', ...(to === 'Deactivated' && { reason: 'leaked' }) };
      return executor.publish(connectorLifecycle.name, changed.connectorId, `patchbay.Connector${to}`, body, organizationId, id);
    };
    const id = await tell();
    return () => tell(id);
  }

  it('says so, once for each flow, and resumes when the connector is active again', async () => {
    const flowIds = [await published(), await published({ onConnectorInactive: 'ERROR_PATH', fallbackDestination: null })];
    const again = await change('Deactivated');
    await again();
    for (const flowId of flowIds) await eventsOf(flowId, 'FlowHalted');
    const [first = '', second = ''] = flowIds;
    const { connectorId } = connector;
    expect(halts(first)[0]).toMatchObject({
      flowId: first,
      versionNumber: 1,
      connectorId,
      onConnectorInactive: 'HALT',
      fallbackDestination: 'Emergency',
    });
    expect(halts(second)[0]).toMatchObject({ onConnectorInactive: 'ERROR_PATH', fallbackDestination: null });
    const { halted, version } = await flow(first);
    expect(halted).toEqual({ connectorId, since: expect.any(String) });
    await change('Activated');
    await again();
    for (const flowId of flowIds) await eventsOf(flowId, 'FlowHalted', 'FlowResumed');
    expect(halts(first)[1]).toMatchObject({ flowId: first, versionNumber: 1, connectorId, haltedSince: halted?.since });
    expect(await flow(first)).toMatchObject({ halted: null, version });
  });

  it('is only one whose Live version uses it', async () => {
    const other = await organization.connector({ name: 'Other API' });
    const spared = [
      await published({ connectors: connectors(other) }),
      (await organization.import(askingFlow(), { connectors: connectors() })).flowId,
    ];
    const { flowId: tested } = await organization.import(askingFlow(), { connectors: connectors() });
    await organization.publish(tested, { labels: ['Test'] });
    const halted = await published();
    await change('Deactivated');
    await eventsOf(halted, 'FlowHalted');
    for (const flowId of [...spared, tested]) expect([(await flow(flowId)).halted, halts(flowId)]).toEqual([null, []]);
  });

  it('resumes when all of its connectors are active, not before', async () => {
    const second = await organization.connector({ name: 'Second API' });
    const both = askingFlow();
    const { 'id-Ask': ask, ...rest } = both.process.activities as Record<string, { properties: object }>;
    const again = { ...ask, id: 'id-Again', name: 'Again', properties: { ...ask?.properties, name: 'Again', connectorId: 'second' } };
    const [first, ...links] = both.process.links;
    const process = {
      activities: { ...rest, 'id-Ask': ask, 'id-Again': again },
      links: [
        { ...first, targetActivityId: 'id-Again' },
        { ...links[0], id: 'x', sourceActivityId: 'id-Again', targetActivityId: 'id-Ask' },
        ...links,
      ],
    };
    const flowId = await organization.publishedFlow({ ...both, process }, { connectors: { ...connectors(), second: second.connectorId } });
    await change('Deactivated');
    await eventsOf(flowId, 'FlowHalted');
    // Events of two connectors are in no order: this one tells that the second has been heard of.
    const witness = await published({ connectors: connectors(second) });
    await change('Deactivated', second);
    await eventsOf(witness, 'FlowHalted');
    await change('Activated');
    await eventually(async () => expect((await flow(flowId)).halted?.connectorId).toBe(second.connectorId), soon);
    await change('Activated', { ...second, version: 2 });
    await eventsOf(flowId, 'FlowHalted', 'FlowResumed');
  });

  it('resumes when it is published with another connector', async () => {
    const flowId = await published();
    await change('Deactivated');
    await eventsOf(flowId, 'FlowHalted');
    const other = await organization.connector({ name: 'Other API' });
    await organization.publish(flowId, { connectors: connectors(other) });
    await eventsOf(flowId, 'FlowHalted', 'FlowResumed');
    expect((await flow(flowId)).halted).toBeNull();
  });

  it('is halted too when the connector was deactivated while it was published', async () => {
    const { flowId } = await organization.import(askingFlow(), { connectors: connectors() });
    const beside = await published();
    executor.around.registry.onReferences = async () => {
      executor.around.registry.onReferences = async () => undefined;
      const before = connector;
      await change('Deactivated');
      await eventsOf(beside, 'FlowHalted');
      // The registry had taken the references a moment before.
      executor.around.registry.connectors.set(before.connectorId, before);
    };
    await organization.publish(flowId);
    await eventsOf(flowId, 'FlowHalted');
    expect((await flow(flowId)).halted).toMatchObject({ connectorId: connector.connectorId });
  });

  describe('flow:resume', () => {
    const resume = (flowId: string) => organization.call('POST', `/flows/${flowId}/flow:resume`);

    it('is refused while a connector is not active', async () => {
      const flowId = await published();
      await change('Deactivated');
      await eventsOf(flowId, 'FlowHalted');
      const answer = await resume(flowId);
      expect(problemOf(answer)).toEqual({ status: 409, code: 'flow.connectors-not-active' });
      expect(answer.body.connectors).toEqual([{ connectorId: connector.connectorId, state: 'INACTIVE' }]);
      executor.around.registry.connectors.delete(connector.connectorId);
      expect((await resume(flowId)).body.connectors).toEqual([{ connectorId: connector.connectorId, state: 'DELETED' }]);
    });

    it('resumes a flow before the event has come, and only once', async () => {
      const flowId = await published();
      await change('Deactivated');
      await eventsOf(flowId, 'FlowHalted');
      connector = await organization.change(connector, { state: 'ACTIVE', version: 3, haltMode: null });
      expect(Flow.parse(expectStatus(200, await resume(flowId)))).toMatchObject({ halted: null });
      expectStatus(200, await resume(flowId));
      const { organizationId, ...data } = connector;
      await executor.publish(
        connectorLifecycle.name,
        connector.connectorId,
        'patchbay.ConnectorActivated',
        { ...data, actor: 'u' },
        organizationId,
      );
      const marker = await published();
      await change('Deactivated');
      await eventsOf(marker, 'FlowHalted');
      expect(halts(flowId).map(({ type }) => type)).toEqual(['FlowHalted', 'FlowResumed', 'FlowHalted']);
    });

    it('changes nothing of a flow that runs', async () => {
      const flowId = await published();
      expect(expectStatus(200, await resume(flowId))).toMatchObject({ halted: null, version: 2 });
    });
  });
});
