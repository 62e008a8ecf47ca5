import { flowLifecycle } from '@patchbay/contracts';
import { eventually, expectStatus } from '@patchbay/testing';
import { askingFlow, connectorInExports } from './support/flows.ts';
import { problem } from './support/json-server.ts';
import type { StubConnector } from './support/registry-stub.ts';
import { type OrganizationClient, problemOf, RunningExecutor, soon } from './support/running-executor.ts';

describe('publish', () => {
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
    const over = { connectors: { [connectorInExports]: connector.connectorId }, fallbackDestination: 'Emergency queue' };
    ({ flowId } = await organization.import(askingFlow(), over));
  });

  const publish = (body: Record<string, unknown> = {}) => organization.call('POST', `/flows/${flowId}/publish`, { body });
  const registered = () => executor.around.registry.references.get(flowId);
  const events = () => executor.topics.of(flowLifecycle.name, flowId);
  const labels = async () => (await organization.call('GET', `/flows/${flowId}`)).body.labels;

  it('registers what the version uses, moves the labels and tells of it', async () => {
    expect(await organization.publish(flowId)).toEqual({
      flowId,
      versionNumber: 1,
      labels: ['Live', 'Latest'],
      connectorIds: [connector.connectorId],
      rows: [],
    });
    const use = { activityId: 'id-Ask', activityLabel: 'Ask', method: 'GET' };
    expect(registered()).toEqual({
      flowName: 'Ask, then queue',
      owner: 'developer',
      hasFallback: true,
      versions: [
        {
          versionNumber: 1,
          labels: ['Live', 'Latest'],
          uses: [{ connectorId: connector.connectorId, connectorVersion: 1, activities: [use] }],
        },
      ],
    });
    await eventually(() => expect(events()).toHaveLength(1), soon);
    expect(events()[0]).toMatchObject({
      headers: { ce_type: 'patchbay.FlowPublished' },
      data: {
        flowId,
        name: 'Ask, then queue',
        versionNumber: 1,
        labels: ['Live', 'Latest'],
        connectorIds: [connector.connectorId],
        actor: 'developer',
      },
    });
  });

  it('keeps the versions registered that other labels point at', async () => {
    await organization.publish(flowId);
    await organization.publish(flowId, { labels: ['Test'] });
    expect(registered()?.versions.map(({ versionNumber, labels: own }) => [versionNumber, own])).toEqual([
      [1, ['Live']],
      [2, ['Test', 'Latest']],
    ]);
    await organization.publish(flowId, { labels: ['Live', 'Test'] });
    await organization.publish(flowId, { labels: [] });
    expect(registered()?.versions.map(({ versionNumber, labels: own }) => [versionNumber, own])).toEqual([
      [3, ['Live', 'Test']],
      [4, ['Latest']],
    ]);
  });

  it('is not barred by a connector that changed since another version was published', async () => {
    await organization.publish(flowId);
    connector = await organization.change(connector, { version: 3 });
    await organization.publish(flowId, { labels: ['Test'] });
    expect(registered()?.versions.flatMap(({ uses }) => uses.map(({ connectorVersion }) => connectorVersion))).toEqual([3, 3]);
  });

  it('is refused when a connector changes while it runs', async () => {
    executor.around.registry.onReferences = async () => {
      connector = await organization.change(connector, { version: 2 });
    };
    expect(problemOf(await publish())).toEqual({ status: 409, code: 'flow.publication-overtaken' });
  });

  it('refuses a draft with errors and shows the rows', async () => {
    const broken = await organization.import(askingFlow({ connectorId: 'nobody' }));
    const answer = await organization.call('POST', `/flows/${broken.flowId}/publish`, { body: {} });
    expect(problemOf(answer)).toEqual({ status: 400, code: 'flow.not-valid' });
    expect(answer.body.rows).toContainEqual(
      expect.objectContaining({ code: 'flow.connector-unknown', severity: 'ERROR', activityLabel: 'Ask' }),
    );
    expect(executor.around.registry.references.has(broken.flowId)).toBe(false);
  });

  it('is refused when the registry refuses the references, and what ran before runs on', async () => {
    await organization.publish(flowId);
    executor.around.registry.refusesReferences = problem(409, 'reference.connector-changed', 'the connector changed');
    expect(problemOf(await publish())).toEqual({ status: 409, code: 'flow.publication-overtaken' });
    executor.around.registry.refusesReferences = undefined;
    expect(await labels()).toEqual({ Live: 1, Latest: 1 });
    expect((await organization.startUntil(flowId, { type: 'ROUTED' })).versionNumber).toBe(1);
    expect((await organization.publish(flowId)).versionNumber).toBe(3);
  });

  it('is unavailable while the registry is, and can be repeated', async () => {
    executor.around.registry.refusesReferences = { status: 503, body: {} };
    expect(problemOf(await publish())).toEqual({ status: 503, code: 'remote.unavailable' });
    expect(await labels()).toEqual({});
    executor.around.registry.refusesReferences = undefined;
    expect((await organization.publish(flowId)).labels).toEqual(['Live', 'Latest']);
  });

  it('lets nothing slip in behind a deletion that comes between its steps', async () => {
    executor.around.registry.onReferences = async () => {
      const { operationId } = await organization.delete(connector);
      await eventually(
        () => expect(events()).toContainEqual(expect.objectContaining({ data: expect.objectContaining({ operationId }) })),
        soon,
      );
    };
    expect(problemOf(await publish())).toEqual({ status: 409, code: 'flow.publication-overtaken' });
    expect(await labels()).toEqual({});
    expect(events().map(({ headers }) => headers.ce_type)).toEqual(['patchbay.FlowDetached']);
  });

  it('answers a deletion also for references of which it does not know whether they were taken', async () => {
    executor.around.registry.refusesReferences = { status: 503, body: {} };
    expect((await publish()).status).toBe(503);
    executor.around.registry.refusesReferences = undefined;
    const body = { export: askingFlow({ connectorId: 'nobody' }) };
    expectStatus(200, await organization.call('PUT', `/flows/${flowId}`, { body, headers: { 'if-match': '"1"' } }));
    await organization.delete(connector);
    await eventually(() => expect(events().map(({ headers }) => headers.ce_type)).toEqual(['patchbay.FlowDetached']), soon);
  });

  it('depends no more on what a failed publication may have registered, once another one has succeeded', async () => {
    executor.around.registry.refusesReferences = { status: 503, body: {} };
    expect((await publish()).status).toBe(503);
    executor.around.registry.refusesReferences = undefined;
    const other = await organization.connector({ name: 'Other API' });
    const body = { export: askingFlow(), connectors: { [connectorInExports]: other.connectorId } };
    expectStatus(200, await organization.call('PUT', `/flows/${flowId}`, { body, headers: { 'if-match': '"1"' } }));
    await organization.publish(flowId);
    await organization.delete(connector);
    await organization.delete(other);
    const detached = () => events().filter(({ headers }) => headers.ce_type === 'patchbay.FlowDetached');
    await eventually(() => expect(detached().map(({ data }) => data.connectorId)).toContain(other.connectorId), soon);
    expect(detached()).toHaveLength(1);
  });

  it('does one publication of a flow at a time, and no deletion beside it', async () => {
    const registering = Promise.withResolvers<void>();
    const goOn = Promise.withResolvers<void>();
    executor.around.registry.onReferences = async () => {
      registering.resolve();
      await goOn.promise;
    };
    const first = publish();
    await registering.promise;
    expect(problemOf(await publish())).toEqual({ status: 409, code: 'flow.publication-running' });
    expect(problemOf(await organization.call('DELETE', `/flows/${flowId}`))).toEqual({ status: 409, code: 'flow.publication-running' });
    goOn.resolve();
    expect((await first).status).toBe(200);
  });

  it('publishes what was validated: a draft replaced meanwhile stays a draft', async () => {
    executor.around.registry.onReferences = async () => {
      const body = { export: askingFlow({}, { name: 'Later' }), connectors: { [connectorInExports]: connector.connectorId } };
      expectStatus(200, await organization.call('PUT', `/flows/${flowId}`, { body, headers: { 'if-match': '"1"' } }));
    };
    await organization.publish(flowId);
    expect((await organization.call('GET', `/flows/${flowId}`)).body).toMatchObject({ name: 'Later', version: 3, labels: { Live: 1 } });
    await eventually(() => expect(events()).toHaveLength(1), soon);
  });

  it.each([
    ['a label that is not to be chosen', { labels: ['Latest'] }, 'labels.0'],
    ['an unknown field', { colour: 'red' }, 'colour'],
    ['a comment that cannot be stored', { comment: 'a\0' }, 'comment'],
  ])('refuses %s', async (_, body, field) => {
    const answer = await publish(body);
    expect(problemOf(answer)).toEqual({ status: 400, code: 'request.invalid' });
    expect((answer.body.errors as { field: string }[]).map((error) => error.field)).toContain(field);
  });
});
