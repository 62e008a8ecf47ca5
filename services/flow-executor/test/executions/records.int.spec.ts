import { randomUUID } from 'node:crypto';
import { ExecutionList, ExecutionSummary, ExecutionTrace } from '@patchbay/contracts';
import { eventually } from '@patchbay/testing';
import type { DataSource } from 'typeorm';
import { assign, end, givenFlowOf, request, speak } from '../given-flow.ts';
import { openFlowDatabase } from '../support/flow-database.ts';
import { connectorInExports } from '../support/flows.ts';
import { type OrganizationClient, problemOf, RunningExecutor, soon } from '../support/running-executor.ts';
import { menuFlow, Platform } from '../support/waiting-flows.ts';

const spoken = givenFlowOf({ Say: speak('hello'), Done: end }, { links: ['Say -default-> Done'] });

describe('what is kept of an execution', () => {
  let executor: RunningExecutor;
  let dataSource: DataSource;
  let organization: OrganizationClient;
  let platform: Platform;

  beforeAll(async () => {
    executor = await RunningExecutor.start({ EXECUTION_MAX_WAIT_SECONDS: '1' });
    dataSource = await openFlowDatabase(executor.around.database.url);
  });
  afterAll(async () => {
    await dataSource.destroy();
    await executor.stop();
  });
  beforeEach(() => {
    executor.around.upstream.reset();
    organization = executor.organization();
    platform = new Platform(executor, organization);
  });

  const search = async (query: string) => ExecutionList.parse((await organization.call('GET', `/executions?${query}`)).body);

  it('that ends in its first request can be read soon after it', async () => {
    const flowId = await organization.publishedFlow(spoken);
    const { executionId } = await organization.start(flowId);
    await eventually(async () => {
      const answer = await organization.call('GET', `/executions/${executionId}`);
      expect(ExecutionSummary.parse(answer.body)).toMatchObject({ flowId, state: 'ENDED', outcome: { type: 'COMPLETED' } });
    }, soon);
    const { items } = ExecutionTrace.parse((await organization.call('GET', `/executions/${executionId}/trace`)).body);
    expect(items).toMatchObject([{ number: 1, event: null, durationMs: expect.any(Number) }]);
    expect(items[0]?.steps.map(({ activityLabel }) => activityLabel)).toEqual(expect.arrayContaining(['Say', 'Done']));
  });

  it('is searched page by page, newest first', async () => {
    const flowId = await organization.publishedFlow(spoken);
    const started: string[] = [];
    for (let n = 0; n < 5; n += 1) started.unshift((await organization.start(flowId)).executionId);
    await eventually(async () => expect((await search(`flowId=${flowId}`)).items).toHaveLength(5), soon);
    const found: string[] = [];
    let token: string | undefined;
    do {
      const { items, nextPageToken } = await search(`flowId=${flowId}&pageSize=2${token === undefined ? '' : `&pageToken=${token}`}`);
      expect(items.length).toBeLessThanOrEqual(2);
      found.push(...items.map(({ executionId }) => executionId));
      token = nextPageToken;
    } while (token !== undefined);
    expect(found).toEqual(started);
    expect((await search(`ani=${encodeURIComponent('+15550100')}&outcome=COMPLETED`)).items).toHaveLength(5);
    expect((await search('outcome=FAILED')).items).toEqual([]);
    expect((await search('to=2020-01-01T00:00:00Z')).items).toEqual([]);
  });

  it.each(['pageToken=x', 'outcome=LOST', 'from=yesterday', 'colour=red', 'pageSize=0'])('is not searched by %s', async (query) => {
    expect(problemOf(await organization.call('GET', `/executions?${query}`))).toEqual({ status: 400, code: 'request.invalid' });
  });

  it('is for those who may read it', async () => {
    const token = await executor.around.identity.userToken('read-only-admin');
    const paths = ['/executions', `/executions/${randomUUID()}`, `/executions/${randomUUID()}/trace`, `/flows/${randomUUID()}/counters`];
    for (const path of paths) expect((await organization.call('GET', path, { token })).status).toBe(403);
    expect((await organization.call('POST', `/flows/${randomUUID()}/dry-run`, { body: {}, token })).status).toBe(403);
    const event = { eventId: 'e', event: { type: 'hang-up' } };
    expect((await organization.call('POST', `/executions/${randomUUID()}/events`, { body: event, token })).status).toBe(403);
  });

  it('holds no value of a secure variable', async () => {
    const pin = '8137';
    const flow = givenFlowOf(
      {
        Set: assign('pin', pin),
        Ask: request({
          authenticated: false,
          connectorId: null,
          httpRequestUrl: `${executor.around.upstream.url}/pins/{{pin}}`,
          httpRequestPath: null,
        }),
        Say: speak('your pin is {{pin}}'),
        Done: end,
      },
      { links: ['Set -out-> Ask', 'Ask -default-> Say', 'Say -default-> Done'], variables: [{ name: 'pin', isSecure: true }] },
    );
    const { executionId, commands } = await organization.start(await organization.publishedFlow(flow));
    const trace = await eventually(async () => {
      const answer = await organization.call('GET', `/executions/${executionId}/trace`);
      expect(answer.status).toBe(200);
      return answer;
    }, soon);
    expect(trace.text).toContain('***');
    expect(trace.text).not.toContain(pin);
    expect(JSON.stringify(commands).includes(pin) || commands.length === 0).toBe(true);
    const rows = await dataSource.query('SELECT * FROM execution_turn WHERE execution_id = $1', [executionId]);
    expect(JSON.stringify(rows)).not.toContain(pin);
  });

  it('is dropped and counted where the database is away, and no call waits for it', async () => {
    const flowId = await organization.publishedFlow(spoken);
    await organization.start(flowId);
    await dataSource.query('ALTER TABLE execution RENAME TO execution_away');
    try {
      expect(await organization.start(flowId)).toMatchObject({ state: 'ENDED', outcome: { type: 'COMPLETED' } });
      await eventually(async () => {
        const exposition = await (await fetch(`${executor.url}/metrics`)).text();
        expect(exposition).toMatch(/patchbay_execution_records_dropped_total(\{.*\})? [1-9]/);
      }, soon);
    } finally {
      await dataSource.query('ALTER TABLE execution_away RENAME TO execution');
    }
  });

  it('that waits too long says so: it is closed', async () => {
    const { connectorId } = await organization.connector({ accessLevel: 'READ_WRITE' });
    const flowId = await organization.publishedFlow(menuFlow(), { connectors: { [connectorInExports]: connectorId } });
    const executionId = await eventually(async () => (await platform.waiting(flowId)).executionId, soon);
    // Unlike a hang-up nobody tells of.
    await dataSource.query(`UPDATE execution SET wait_until = now() WHERE execution_id = $1 AND state = 'WAITING'`, [executionId]);
    await eventually(async () => {
      const { body } = await organization.call('GET', `/executions/${executionId}`);
      expect(ExecutionSummary.parse(body)).toMatchObject({ state: 'ENDED', outcome: { type: 'FAILED', code: 'execution.wait-limit' } });
    }, soon);
    expect(problemOf(await platform.post(executionId, 'late', { type: 'digits', digits: '1' }))).toEqual({
      status: 409,
      code: 'execution.ended',
    });
    expect(await (await fetch(`${executor.url}/metrics`)).text()).toMatch(/patchbay_executions_reaped_total\{.*outcome="FAILED".*\} [1-9]/);
  });
});
