import { randomUUID } from 'node:crypto';
import { ExecutionSummary, ExecutionTrace, FlowCounters, RoutingOutcomesReported, routingOutcomes } from '@patchbay/contracts';
import type { RunningService } from '@patchbay/service-kit';
import { eventually } from '@patchbay/testing';
import { connectorInExports } from '../support/flows.ts';
import type { StubConnector } from '../support/registry-stub.ts';
import { type OrganizationClient, problemOf, RunningExecutor, soon } from '../support/running-executor.ts';
import { digits, hangUp, menuFlow, Platform } from '../support/waiting-flows.ts';

describe('an execution that waits', () => {
  let executor: RunningExecutor;
  let other: RunningService;
  let organization: OrganizationClient;
  let platform: Platform;
  let connector: StubConnector;
  let flowId: string;

  beforeAll(async () => {
    executor = await RunningExecutor.start({ INSTANCE_ID: 'executor-1' });
    other = await executor.startReplica({ INSTANCE_ID: 'executor-2' });
    await executor.ready(other);
  });
  afterAll(() => executor.stop());
  beforeEach(async () => {
    executor.around.upstream.reset();
    organization = executor.organization();
    platform = new Platform(executor, organization);
    connector = await organization.connector({ accessLevel: 'READ_WRITE' });
    flowId = await published(menuFlow());
  });

  /** Let in by both replicas. */
  async function published(flow: unknown, over: Record<string, unknown> = {}): Promise<string> {
    const connectors = { [connectorInExports]: connector.connectorId };
    const id = await organization.publishedFlow(flow, { connectors, fallbackDestination: 'Emergency', ...over });
    for (const base of [executor.url, other.url])
      await eventually(async () => {
        const { executionId } = await platform.waiting(id, { base });
        await platform.goOn(executionId, 'bye', hangUp, base);
      }, soon);
    return id;
  }

  it('says what it waits for, and goes on at another replica', async () => {
    const waiting = await platform.waiting(flowId);
    expect(waiting).toMatchObject({
      instanceId: 'executor-1',
      wait: { activityLabel: 'Menu', expects: expect.arrayContaining(['digits']) },
    });
    expect(waiting.commands.length).toBeGreaterThan(0);
    const ended = await platform.goOn(waiting.executionId, 'e-1', digits('1'), other.url);
    expect(ended).toMatchObject({
      executionId: waiting.executionId,
      instanceId: 'executor-2',
      state: 'ENDED',
      outcome: { type: 'COMPLETED' },
      wait: null,
      startedAt: waiting.startedAt,
    });
    expect(executor.around.upstream.arrivals).toHaveLength(1);
  });

  it('goes on with its own version when another one is published meanwhile', async () => {
    const { executionId } = await platform.waiting(flowId);
    await organization.publish(flowId);
    await organization.publish(flowId);
    expect(await platform.goOn(executionId, 'e-1', digits('1'), other.url)).toMatchObject({ versionNumber: 1, state: 'ENDED' });
  });

  it('has one effect of an event that comes many times, at both replicas, and one answer', async () => {
    const { executionId } = await platform.waiting(flowId);
    const bases = [executor.url, other.url, executor.url, other.url];
    const answers = await Promise.all(bases.map((base) => platform.post(executionId, 'e-1', digits('1'), base)));
    const given = answers.filter(({ status }) => status === 200);
    expect(given.length).toBeGreaterThan(0);
    for (const answer of answers.filter(({ status }) => status !== 200))
      expect(problemOf(answer)).toEqual({ status: 409, code: 'execution.in-progress' });
    const again = await platform.post(executionId, 'e-1', digits('1'), other.url);
    expect(new Set([...given, again].map(({ text }) => text)).size).toBe(1);
    expect(executor.around.upstream.arrivals).toHaveLength(1);
  });

  it('refuses the id of an event with another event', async () => {
    const { executionId } = await platform.waiting(flowId);
    await platform.goOn(executionId, 'e-1', digits('1'));
    expect(problemOf(await platform.post(executionId, 'e-1', digits('2')))).toEqual({ status: 422, code: 'execution.event-id-reused' });
  });

  it('says what it expects when something else comes, and goes on waiting', async () => {
    const { executionId } = await platform.waiting(flowId);
    const unexpected = await platform.post(executionId, 'e-1', { type: 'playback-finished' });
    expect(problemOf(unexpected)).toEqual({ status: 409, code: 'execution.unexpected-event' });
    expect(unexpected.text).toContain('digits');
    expect(await platform.goOn(executionId, 'e-1', digits('2'))).toMatchObject({ state: 'ENDED' });
  });

  it('ends with a hang-up, and takes no event after it', async () => {
    const { executionId } = await platform.waiting(flowId);
    const hungUp = await platform.goOn(executionId, 'e-1', hangUp);
    expect(hungUp).toMatchObject({ state: 'ENDED', wait: null });
    const late = await platform.post(executionId, 'e-2', digits('1'));
    expect([problemOf(late), late.body]).toMatchObject([
      { status: 409, code: 'execution.ended' },
      { outcome: { type: hungUp.outcome?.type } },
    ]);
    expect(await platform.goOn(executionId, 'e-1', hangUp, other.url)).toEqual(hungUp);
  });

  it('is halted at its next event when its connector was deactivated meanwhile', async () => {
    const { executionId } = await platform.waiting(flowId);
    await organization.change(connector, { state: 'INACTIVE', version: 2, haltMode: 'abort' });
    await organization.startUntil(flowId, { type: 'HALTED' }, other.url);
    expect(await platform.goOn(executionId, 'e-1', digits('1'), other.url)).toMatchObject({
      state: 'ENDED',
      outcome: { type: 'HALTED', code: 'CONNECTOR_INACTIVE', fallbackDestination: 'Emergency' },
    });
    expect(executor.around.upstream.arrivals).toHaveLength(0);
  });

  it('goes along its error path instead, where the flow asks for that', async () => {
    const id = await published(menuFlow(), { onConnectorInactive: 'ERROR_PATH' });
    const { executionId } = await platform.waiting(id);
    await organization.change(connector, { state: 'INACTIVE', version: 2, haltMode: 'abort' });
    await organization.startUntil(flowId, { type: 'HALTED' }, other.url);
    const ended = await platform.goOn(executionId, 'e-1', digits('1'), other.url);
    expect(ended).toMatchObject({ outcome: { type: 'COMPLETED' }, commands: [{ type: 'play', activityLabel: 'Sorry' }] });
  });

  it('is another organization’s to nobody', async () => {
    const { executionId } = await platform.waiting(flowId);
    const stranger = executor.organization();
    const foreign = new Platform(executor, stranger);
    expect(problemOf(await foreign.post(executionId, 'e-1', digits('1')))).toEqual({ status: 404, code: 'execution.not-found' });
    for (const path of [`/executions/${executionId}`, `/executions/${executionId}/trace`])
      expect(problemOf(await stranger.call('GET', path))).toEqual({ status: 404, code: 'execution.not-found' });
    expect((await stranger.call('GET', '/executions')).body).toEqual({ items: [] });
    expect(problemOf(await stranger.call('GET', `/flows/${flowId}/counters`))).toEqual({ status: 404, code: 'flow.not-found' });
    expect(problemOf(await stranger.call('POST', `/flows/${flowId}/dry-run`, { body: {} }))).toEqual({
      status: 404,
      code: 'flow.not-found',
    });
  });

  it.each([
    ['no id of an execution', 'x', { eventId: 'e-1', event: hangUp }, 404],
    ['no event', randomUUID(), { eventId: 'e-1' }, 400],
    ['an event of no known type', randomUUID(), { eventId: 'e-1', event: { type: 'earthquake' } }, 400],
    ['an id that cannot be stored', randomUUID(), { eventId: 'a\u0000b', event: hangUp }, 400],
  ])('refuses an event with %s', async (_, executionId, body, status) => {
    const token = await executor.around.identity.serviceToken('voice-platform');
    expect((await organization.call('POST', `/executions/${executionId}/events`, { body, token })).status).toBe(status);
  });

  it('is begun once for each key, and answered the same at both replicas', async () => {
    const key = randomUUID();
    const first = await platform.start(flowId, { key });
    const second = await platform.start(flowId, { key, base: other.url });
    expect([first.status, second.text]).toEqual([201, first.text]);
    expect(problemOf(await platform.start(flowId, { key, ani: '+1' }))).toEqual({ status: 422, code: 'request.idempotency-key-reused' });
    const { executionId } = first.body;
    expect(await platform.goOn(executionId, 'e-1', digits('2'), other.url)).toMatchObject({ state: 'ENDED' });
    expect((await platform.start(flowId, { key })).text).toBe(first.text);
  });

  it('is read as it stands, found by its contact, and traced turn by turn', async () => {
    const interactionId = randomUUID();
    const { executionId } = await platform.waiting(flowId, { interactionId });
    const read = async () => ExecutionSummary.parse((await organization.call('GET', `/executions/${executionId}`)).body);
    expect(await read()).toMatchObject({ state: 'WAITING', outcome: null, wait: { activityLabel: 'Menu' }, interactionId, endedAt: null });
    await platform.goOn(executionId, 'e-1', digits('1'), other.url);
    expect(await read()).toMatchObject({ state: 'ENDED', outcome: { type: 'COMPLETED' }, wait: null, endedAt: expect.any(String) });
    const found = await organization.call('GET', `/executions?interactionId=${interactionId}&flowId=${flowId}&outcome=COMPLETED`);
    expect(found.body).toMatchObject({ items: [{ executionId, connectorIds: [connector.connectorId] }] });
    const trace = ExecutionTrace.parse((await organization.call('GET', `/executions/${executionId}/trace`)).body);
    expect(trace.items.map(({ number, event }) => [number, event])).toEqual([
      [1, null],
      [2, { eventId: 'e-1', type: 'digits' }],
    ]);
    const request = trace.items[1]?.steps.find((step) => step.activityLabel === 'Ask' && step.request)?.request;
    expect(request).toMatchObject({ method: 'GET', statusCode: 200 });
    const firstPage = ExecutionTrace.parse((await organization.call('GET', `/executions/${executionId}/trace?pageSize=1`)).body);
    const next = await organization.call('GET', `/executions/${executionId}/trace?pageSize=1&pageToken=${firstPage.nextPageToken}`);
    expect(ExecutionTrace.parse(next.body).items.map(({ number }) => number)).toEqual([2]);
  });

  it('counts in the counters of its flow, and once among the calls in progress', async () => {
    const { executionId } = await platform.waiting(flowId);
    const counters = async () => FlowCounters.parse((await organization.call('GET', `/flows/${flowId}/counters`)).body);
    expect((await counters()).waiting).toBe(1);
    const inProgress = () => {
      const reports = executor.topics.events
        .filter(({ topic, headers }) => topic === routingOutcomes.name && headers.ce_orgid === organization.organizationId)
        .map(({ data }) => RoutingOutcomesReported.parse(data));
      const latest = new Map(reports.map((report) => [report.instanceId, report]));
      return [...latest.values()].flatMap((report) => report.inProgress).reduce((sum, { calls }) => sum + calls, 0);
    };
    await eventually(() => expect(inProgress()).toBe(1), soon);
    await platform.goOn(executionId, 'e-1', digits('2'), other.url);
    await eventually(() => expect(inProgress()).toBe(0), soon);
    await eventually(async () => {
      const { waiting, running, lastHour } = await counters();
      expect({ waiting, running }).toEqual({ waiting: 0, running: 0 });
      expect(lastHour.ended.COMPLETED).toBeGreaterThanOrEqual(1);
      expect(lastHour.started).toBeGreaterThanOrEqual(3);
    }, soon);
  });
});
