import { FlowComparison, FlowVersion, FlowVersionList, flowLifecycle } from '@patchbay/contracts';
import { eventually, expectStatus } from '@patchbay/testing';
import { askingFlow, connectorInExports } from '../support/flows.ts';
import { problem } from '../support/json-server.ts';
import type { StubConnector } from '../support/registry-stub.ts';
import { type OrganizationClient, problemOf, RunningExecutor, soon } from '../support/running-executor.ts';

describe('versions of a flow', () => {
  let executor: RunningExecutor;
  let organization: OrganizationClient;
  let connector: StubConnector;
  let flowId: string;

  beforeAll(async () => {
    executor = await RunningExecutor.start();
  });
  afterAll(() => executor.stop());
  beforeEach(async () => {
    const { registry } = executor.around;
    registry.refusesReferences = undefined;
    registry.onReferences = async () => undefined;
    organization = executor.organization();
    connector = await organization.connector();
    ({ flowId } = await organization.import(askingFlow(), { connectors: connectors(), fallbackDestination: 'Emergency' }));
  });

  const connectors = () => ({ [connectorInExports]: connector.connectorId });
  const call = (method: string, path: string, body?: unknown) => organization.call(method, `/flows/${flowId}${path}`, { body });
  const move = (label: string, versionNumber: number) => call('PUT', `/labels/${label}`, { versionNumber });
  const labels = async () => (await call('GET', '')).body.labels;
  const registered = () =>
    executor.around.registry.references.get(flowId)?.versions.map(({ versionNumber, labels: own }) => [versionNumber, own]);
  const events = (type: string) =>
    executor.topics.of(flowLifecycle.name, flowId).filter(({ headers }) => headers.ce_type === `patchbay.${type}`);

  async function replaceDraft(flow: unknown, over: Record<string, unknown> = {}): Promise<void> {
    const { headers } = await call('GET', '');
    const body = { export: flow, connectors: connectors(), fallbackDestination: 'Emergency', ...over };
    expectStatus(200, await organization.call('PUT', `/flows/${flowId}`, { body, headers: { 'if-match': headers.get('etag') ?? '' } }));
  }

  describe('reading', () => {
    it('pages through them, the newest first, with what points at each', async () => {
      for (const comment of ['first', 'second', 'third'])
        await organization.publish(flowId, { comment, labels: comment === 'first' ? ['Live'] : ['Test'] });
      const { items, nextPageToken } = FlowVersionList.parse(expectStatus(200, await call('GET', '/versions?pageSize=2')));
      expect(items.map((each) => [each.versionNumber, each.comment, each.labels])).toEqual([
        [3, 'third', ['Test', 'Latest']],
        [2, 'second', []],
      ]);
      const last = FlowVersionList.parse((await call('GET', `/versions?pageSize=2&pageToken=${nextPageToken}`)).body);
      expect(last.items.map(({ versionNumber }) => versionNumber)).toEqual([1]);
      expect(last.nextPageToken).toBeUndefined();
      expect(FlowVersion.parse(expectStatus(200, await call('GET', '/versions/1')))).toEqual(last.items[0]);
      expect(last.items[0]).toMatchObject({
        state: 'PUBLISHED',
        labels: ['Live'],
        publishedBy: 'developer',
        connectors: [{ connectorId: connector.connectorId, activities: [{ activityLabel: 'Ask', method: 'GET' }] }],
      });
    });

    it('gives the export of each, as it was when it was published', async () => {
      await organization.publish(flowId);
      await replaceDraft(askingFlow({}, { name: 'Later' }));
      expect((await call('GET', '/versions/1/export')).body).toEqual(askingFlow());
      expect((await call('GET', '/export')).body).toEqual(askingFlow({}, { name: 'Later' }));
      expect(FlowVersion.parse((await call('GET', '/versions/1')).body).name).toBe('Ask, then queue');
    });

    it.each(['2', '0', '-1', 'x', '1.5', '99999999999'])('does not find version %s', async (versionNumber) => {
      await organization.publish(flowId);
      for (const path of [`/versions/${versionNumber}`, `/versions/${versionNumber}/export`])
        expect(problemOf(await call('GET', path))).toEqual({ status: 404, code: 'flow.version-not-found' });
    });

    it('compares two, or one with the draft', async () => {
      await organization.publish(flowId);
      await replaceDraft(askingFlow({ httpRequestPath: '/v2' }, { variables: [] }), { fallbackDestination: null });
      const compare = async (from: unknown, to: unknown) =>
        FlowComparison.parse(expectStatus(200, await call('GET', `/versions/compare?from=${from}&to=${to}`)));
      expect(await compare(1, 'draft')).toMatchObject({
        from: 1,
        to: 'draft',
        activities: { added: [], removed: [], changed: [{ activityLabel: 'Ask', properties: ['httpRequestPath'] }] },
        links: { added: [], removed: [] },
        variables: { added: [], removed: ['isOpen'], changed: [] },
        settings: ['fallbackDestination'],
      });
      expect((await compare(1, 1)).activities.changed).toEqual([]);
      expect(problemOf(await call('GET', '/versions/compare?from=1&to=9'))).toEqual({ status: 404, code: 'flow.version-not-found' });
      expect(problemOf(await call('GET', '/versions/compare?from=1'))).toEqual({ status: 400, code: 'request.invalid' });
    });
  });

  describe('a label that is moved back', () => {
    beforeEach(async () => {
      await organization.publish(flowId);
      await organization.publish(flowId, { comment: 'worse' });
    });

    it('decides what runs, and what the registry knows', async () => {
      expect(registered()).toEqual([[2, ['Live', 'Latest']]]);
      expect(expectStatus(200, await move('Live', 1))).toMatchObject({ labels: { Live: 1, Latest: 2 } });
      expect(registered()).toEqual([
        [2, ['Latest']],
        [1, ['Live']],
      ]);
      await eventually(() => expect(events('FlowLabelMoved')).toHaveLength(1), soon);
      expect(events('FlowLabelMoved')[0]?.data).toEqual({
        flowId,
        name: 'Ask, then queue',
        label: 'Live',
        versionNumber: 1,
        previousVersionNumber: 2,
        connectorIds: [connector.connectorId],
        actor: 'developer',
      });
      expect((await organization.startUntil(flowId, { type: 'ROUTED' })).versionNumber).toBe(1);
      await organization.delete(connector);
      await eventually(() => expect(events('FlowDetached')).toHaveLength(1), soon);
      await organization.startUntil(flowId, { type: 'FAILED', code: 'flow.connector-deleted' });
    });

    it('leaves a version without a label registered no longer', async () => {
      expectStatus(200, await move('Test', 1));
      expectStatus(200, await move('Test', 2));
      expect(registered()).toEqual([[2, ['Live', 'Test', 'Latest']]]);
    });

    it('can be one that points at the same version already', async () => {
      expectStatus(200, await move('Live', 2));
      expect(await labels()).toEqual({ Live: 2, Latest: 2 });
    });

    it.each(['Latest', 'Prod', 'live'])('is not %s', async (label) => {
      expect(problemOf(await move(label, 1))).toEqual({ status: 400, code: 'flow.label-not-movable' });
    });

    it('cannot point at a version that is not there', async () => {
      expect(problemOf(await move('Live', 9))).toEqual({ status: 404, code: 'flow.version-not-found' });
    });

    it('cannot point at a version whose connector is inactive, unknown or too weak', async () => {
      connector = await organization.change(connector, { state: 'INACTIVE', version: 2 });
      const inactive = await move('Test', 1);
      expect(problemOf(inactive)).toEqual({ status: 409, code: 'flow.version-not-usable' });
      expect(inactive.body.rows).toContainEqual(expect.objectContaining({ code: 'flow.connector-not-active', activityLabel: 'Ask' }));
      executor.around.registry.connectors.delete(connector.connectorId);
      expect((await move('Test', 1)).body.rows).toContainEqual(expect.objectContaining({ code: 'flow.connector-unknown' }));
      expect(await labels()).toEqual({ Live: 2, Latest: 2 });
    });

    it('cannot point at a version that lost its connector to a deletion', async () => {
      expectStatus(200, await move('Test', 1));
      await organization.delete(connector);
      await eventually(() => expect(events('FlowDetached')).toHaveLength(1), soon);
      executor.around.registry.connectors.delete(connector.connectorId);
      connector = await organization.connector({ name: 'Another API' });
      await replaceDraft(askingFlow({}, { name: 'Repaired' }));
      await organization.publish(flowId);
      expect(problemOf(await move('Live', 1))).toEqual({ status: 409, code: 'flow.version-not-usable' });
    });

    it('stays where it is when the registry refuses, and can be moved later', async () => {
      executor.around.registry.refusesReferences = problem(409, 'reference.connector-changed', 'the connector changed');
      expect(problemOf(await move('Live', 1))).toEqual({ status: 409, code: 'flow.publication-overtaken' });
      expect(await labels()).toEqual({ Live: 2, Latest: 2 });
      executor.around.registry.refusesReferences = undefined;
      expectStatus(200, await move('Live', 1));
    });

    it('lets nothing slip in behind a deletion that comes between its steps', async () => {
      executor.around.registry.onReferences = async () => {
        executor.around.registry.onReferences = async () => undefined;
        await organization.delete(connector);
        await eventually(() => expect(events('FlowDetached')).toHaveLength(1), soon);
      };
      expect(problemOf(await move('Test', 1))).toEqual({ status: 409, code: 'flow.version-not-usable' });
      expect(await labels()).toEqual({ Live: 2, Latest: 2 });
    });
  });

  it('binds the draft by a mapping that is given when it is published', async () => {
    const { flowId: unbound } = await organization.import(askingFlow({ connectorId: 'somewhere else' }));
    const answer = await organization.call('POST', `/flows/${unbound}/publish`, { body: {} });
    expect(problemOf(answer)).toEqual({ status: 400, code: 'flow.not-valid' });
    const published = await organization.publish(unbound, { connectors: { 'somewhere else': connector.connectorId } });
    expect(published.connectorIds).toEqual([connector.connectorId]);
    expect((await organization.publish(unbound)).connectorIds).toEqual([connector.connectorId]);
  });
});
