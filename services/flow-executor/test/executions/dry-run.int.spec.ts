import { DryRun } from '@patchbay/contracts';
import { expectStatus, type HttpAnswer } from '@patchbay/testing';
import { connectorInExports } from '../support/flows.ts';
import { type OrganizationClient, problemOf, RunningExecutor } from '../support/running-executor.ts';
import { digits, hangUp, menuFlow } from '../support/waiting-flows.ts';

describe('a dry run', () => {
  let executor: RunningExecutor;
  let organization: OrganizationClient;
  let flowId: string;

  beforeAll(async () => {
    executor = await RunningExecutor.start();
    organization = executor.organization();
    const { connectorId } = await organization.connector({ accessLevel: 'READ_WRITE' });
    const flow = menuFlow({}, { variables: [{ name: 'tier' }, { name: 'pin', isSecure: true }] });
    flowId = (await organization.import(flow, { connectors: { [connectorInExports]: connectorId } })).flowId;
  });
  afterAll(() => executor.stop());
  beforeEach(() => executor.around.upstream.reset());

  const dryRun = (body: Record<string, unknown>): Promise<HttpAnswer<unknown>> =>
    organization.call('POST', `/flows/${flowId}/dry-run`, { body });
  const done = async (body: Record<string, unknown>) => DryRun.parse(expectStatus(200, await dryRun(body)));

  it('runs the draft with the events given, against recorded responses, and sends nothing', async () => {
    const responses = [{ activity: 'Ask', statusCode: 418, body: '{}' }];
    const result = await done({ events: [digits('1')], responses });
    expect(result).toMatchObject({ state: 'ENDED', outcome: { type: 'COMPLETED' }, wait: null });
    expect(result.commands.at(-1)).toMatchObject({ type: 'play', prompts: [{ value: '418' }] });
    expect(result.trace.map(({ activityLabel }) => activityLabel)).toEqual(expect.arrayContaining(['Menu', 'Ask', 'Tell', 'Done']));
    expect(executor.around.upstream.arrivals).toHaveLength(0);
  });

  it('without recorded responses asks in earnest', async () => {
    const result = await done({ events: [digits('1')] });
    expect(result).toMatchObject({ state: 'ENDED' });
    expect(executor.around.upstream.arrivals.length + result.trace.filter(({ failure }) => failure).length).toBeGreaterThan(0);
  });

  it('stops where the events end', async () => {
    expect(await done({})).toMatchObject({ state: 'WAITING', outcome: null, wait: { activityLabel: 'Menu' } });
    expect(await done({ events: [hangUp] })).toMatchObject({ state: 'ENDED' });
  });

  it('is refused where a response is missing, a variable unknown, an event unexpected', async () => {
    const cases = [
      { body: { events: [digits('1')], responses: [] }, refusal: { status: 400, code: 'execution.response-missing' } },
      { body: { variables: { colour: 'red' } }, refusal: { status: 400, code: 'execution.variable-unknown' } },
      { body: { events: [{ type: 'playback-finished' }] }, refusal: { status: 409, code: 'execution.unexpected-event' } },
      { body: { colour: 'red' }, refusal: { status: 400, code: 'request.invalid' } },
    ];
    for (const { body, refusal } of cases) expect(problemOf(await dryRun(body))).toEqual(refusal);
  });

  it('leaves nothing behind', async () => {
    await done({ events: [digits('2')] });
    expect((await organization.call('GET', '/executions')).body).toEqual({ items: [] });
    const { body } = await organization.call<{ lastHour: unknown }>('GET', `/flows/${flowId}/counters`);
    expect(body.lastHour).toEqual({ started: 0, ended: {} });
  });
});
