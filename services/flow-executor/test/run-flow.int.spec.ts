import { randomUUID } from 'node:crypto';
import { askingFlow, connectorInExports, openFlow } from './support/flows.ts';
import { type OrganizationClient, problemOf, RunningExecutor } from './support/running-executor.ts';

describe('an execution', () => {
  let executor: RunningExecutor;
  let organization: OrganizationClient;

  beforeAll(async () => {
    executor = await RunningExecutor.start({ INSTANCE_ID: 'executor-1' });
  });
  afterAll(() => executor.stop());
  beforeEach(() => {
    executor.around.upstream.reset();
    organization = executor.organization();
  });

  /** Live, and let in. */
  async function runnable(flow: unknown = askingFlow(), over: Record<string, unknown> = {}): Promise<string> {
    const { connectorId } = await organization.connector({ accessLevel: 'READ_WRITE' });
    const flowId = await organization.publishedFlow(flow, { connectors: { [connectorInExports]: connectorId }, ...over });
    await organization.startUntil(flowId, { type: 'ROUTED' });
    executor.around.upstream.arrivals.length = 0;
    return flowId;
  }

  it('answers commands and outcome at once; the request carries the token of the connector', async () => {
    const flowId = await runnable();
    const execution = await organization.start(flowId);
    expect(execution).toMatchObject({
      flowId,
      versionNumber: 1,
      instanceId: 'executor-1',
      commands: [
        { type: 'play', activityLabel: 'Tell', prompts: [{ type: 'tts', value: '200 true' }] },
        { type: 'queue', activityLabel: 'ToService', queueId: 'queue-1' },
      ],
      outcome: { type: 'ROUTED', queueId: 'queue-1' },
    });
    const [arrival] = executor.around.upstream.arrivals;
    expect(arrival).toMatchObject({ method: 'GET', url: '/api/v1/switches/100' });
    expect(arrival?.headers).toMatchObject({
      authorization: `Bearer ${executor.around.broker.issued.at(-1)?.accessToken}`,
      'patchbay-connector-version': '1',
      'patchbay-execution-id': execution.executionId,
    });
  });

  it('asks the broker for a token once, however many calls there are', async () => {
    const flowId = await runnable();
    const issued = executor.around.broker.issued.length;
    await Promise.all(Array.from({ length: 20 }, () => organization.start(flowId)));
    expect([executor.around.broker.issued.length - issued, executor.around.upstream.arrivals.length]).toEqual([0, 20]);
  });

  it('runs the version that its label points at', async () => {
    const flowId = await runnable();
    await organization.publish(flowId, { labels: ['Test'], comment: 'to be tried' });
    expect((await organization.start(flowId, { label: 'Test' })).versionNumber).toBe(2);
    expect((await organization.start(flowId, { label: 'Latest' })).versionNumber).toBe(2);
    expect((await organization.start(flowId)).versionNumber).toBe(1);
  });

  it('of a label under which nothing is published is refused', async () => {
    const flowId = await runnable();
    const body = { flowId, label: 'Dev', contact: { ani: '1', dnis: '2' } };
    expect(problemOf(await organization.call('POST', '/executions', { body }))).toEqual({ status: 409, code: 'flow.nothing-published' });
  });

  it('of a flow that is not there, or another organization’s, is not found', async () => {
    const flowId = await runnable();
    const other = executor.organization();
    for (const [client, id] of [[organization, randomUUID()] as const, [other, flowId] as const]) {
      const body = { flowId: id, contact: { ani: '1', dnis: '2' } };
      expect(problemOf(await client.call('POST', '/executions', { body }))).toEqual({ status: 404, code: 'flow.not-found' });
    }
  });

  it.each([
    ['an unknown field', { contact: { ani: '1', dnis: '2' }, colour: 'red' }, 'colour'],
    ['a label that does not exist', { contact: { ani: '1', dnis: '2' }, label: 'live' }, 'label'],
    ['a contact without a number', { contact: { dnis: '2' } }, 'contact.ani'],
    ['a number of a wrong type', { contact: { ani: 1, dnis: '2' } }, 'contact.ani'],
    ['no contact', {}, 'contact'],
  ])('with %s is refused by its field', async (_, over, field) => {
    const answer = await organization.call<{ errors: { field: string }[] }>('POST', '/executions', {
      body: { flowId: randomUUID(), ...over },
    });
    expect(problemOf(answer)).toEqual({ status: 400, code: 'request.invalid' });
    expect(answer.body.errors.map((error) => error.field)).toContain(field);
  });

  it('with a body beyond 64 KiB is refused', async () => {
    const body = { flowId: randomUUID(), contact: { ani: '1', dnis: '2', headers: { x: 'x'.repeat(70_000) } } };
    expect(problemOf(await organization.call('POST', '/executions', { body }))).toEqual({ status: 413, code: 'request.too-large' });
  });

  it('goes along the error path of the flow when the API cannot be reached', async () => {
    const flowId = await runnable();
    executor.around.upstream.answering = (_, response) => void response.socket?.destroy();
    expect(await organization.start(flowId)).toMatchObject({
      commands: [{ type: 'play', activityLabel: 'Sorry' }],
      outcome: { type: 'COMPLETED' },
    });
  });

  it('goes on with the status when the API answers an error', async () => {
    const flowId = await runnable();
    executor.around.upstream.answer(404);
    expect((await organization.start(flowId)).commands[0]).toMatchObject({ activityLabel: 'Tell', prompts: [{ value: '404 unknown' }] });
  });

  it('leaves an endpoint alone that keeps failing', async () => {
    const flowId = await runnable();
    executor.around.upstream.answer(503);
    for (let call = 0; call < 40; call += 1) await organization.start(flowId);
    const { length } = executor.around.upstream.arrivals;
    expect(length).toBeLessThan(40);
    expect(await organization.start(flowId)).toMatchObject({ commands: [{ type: 'play', activityLabel: 'Sorry' }] });
    expect(executor.around.upstream.arrivals).toHaveLength(length);
  });

  it.each(['http://127.0.0.1:1/', 'http://169.254.169.254/latest/meta-data', 'http://localhost/', 'http://api.example/'])(
    'without a connector calls nothing that the organization has not permitted: %s',
    async (url) => {
      const flowId = await organization.publishedFlow(openFlow(url));
      expect(await organization.start(flowId)).toMatchObject({ commands: [{ type: 'play', activityLabel: 'Sorry' }] });
    },
  );

  it('is counted by how it ended', async () => {
    const flowId = await runnable();
    await organization.start(flowId);
    const exposition = await (await fetch(`${executor.url}/metrics`)).text();
    expect(exposition).toMatch(/patchbay_execution_duration_seconds_count\{.*outcome="ROUTED".*\} [1-9]/);
    expect(exposition).toMatch(/patchbay_outbound_duration_seconds_count\{.*result="2xx".*\} [1-9]/);
  });
});
