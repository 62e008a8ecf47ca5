import { type ExecutionList, type RoutingOutcomesReported, routingOutcomes } from '@patchbay/contracts';
import type { RunningService } from '@patchbay/service-kit';
import { eventually } from '@patchbay/testing';
import { assign, end, errorHandler, givenExport, givenFlowOf, request, speak } from '../given-flow.ts';
import { type OrganizationClient, RunningExecutor, soon } from '../support/running-executor.ts';
import { digits, menu, Platform } from '../support/waiting-flows.ts';

const subflowName = 'Ask for a choice';
/** An id of the designer where it was made, which nobody knows here. */
const foreignId = '65a0b1c2d3e4f5a6b7c8d9e0';

/** Offers a menu and gives back which way was taken. */
const subflow = (answer: string) => ({
  ...givenExport({
    variables: [{ name: 'chosen' }],
    activities: {
      NewSubFlowStart: { activityName: 'NewSubFlowStart' },
      Choose: menu,
      Set: assign('chosen', answer),
      Back: { activityName: 'end-subflow' },
    },
    links: [
      'NewSubFlowStart -out-> Choose',
      'Choose -1-> Set',
      'Choose -2-> Back',
      'Choose -timeout-> Back',
      'Choose -invalid-> Back',
      'Set -out-> Back',
    ],
  }),
  name: subflowName,
  flowType: 'SUBFLOW',
});

const caller = (reference: Record<string, unknown>) => ({
  ...givenFlowOf(
    {
      Sub: {
        activityName: 'subflow-handoff',
        subflowInputVariables: [],
        subflowOutputVariables: [{ src: 'result', target: 'chosen', type: 'STRING' }],
        ...reference,
      },
      Say: speak('{{result}}'),
      Done: end,
    },
    { variables: [{ name: 'result' }], links: ['Sub -default-> Say', 'Say -default-> Done'], events: errorHandler },
  ),
  name: 'Caller',
});
const byName = { subflowId: foreignId, subflowName, subflowVersion: { subflowId: foreignId, subflowTagId: 'Live' } };

describe('a subflow', () => {
  let executor: RunningExecutor;
  let other: RunningService;
  let organization: OrganizationClient;
  let platform: Platform;

  beforeAll(async () => {
    executor = await RunningExecutor.start();
    other = await executor.startReplica();
    await executor.ready(other);
  });
  afterAll(() => executor.stop());
  beforeEach(() => {
    organization = executor.organization();
    platform = new Platform(executor, organization);
  });

  const spokenAtTheEnd = async (executionId: string): Promise<unknown> => {
    const ended = await platform.goOn(executionId, 'e-1', digits('1'), other.url);
    expect(ended).toMatchObject({ state: 'ENDED', outcome: { type: 'COMPLETED' } });
    return ended.commands.flatMap((command) => ('prompts' in command ? command.prompts.map(({ value }) => value) : []));
  };

  it('is found by its name in the organization, waits, and comes back at another replica', async () => {
    await organization.publishedFlow(subflow('first'));
    const { executionId, wait } = await platform.waiting(await organization.publishedFlow(caller(byName)));
    expect(wait).toMatchObject({ activityLabel: 'Choose' });
    expect(await spokenAtTheEnd(executionId)).toEqual(['first']);
  });

  it('is found by its id here too', async () => {
    const subflowId = await organization.publishedFlow(subflow('by id'));
    const reference = { subflowId, subflowName: 'Another name', subflowVersion: { subflowTagId: 'Live' } };
    const { executionId } = await platform.waiting(await organization.publishedFlow(caller(reference)));
    expect(await spokenAtTheEnd(executionId)).toEqual(['by id']);
  });

  it('goes on with the version that was begun, when another one is published meanwhile', async () => {
    const subflowId = await organization.publishedFlow(subflow('old'));
    const { executionId } = await platform.waiting(await organization.publishedFlow(caller(byName)));
    const { headers } = await organization.call('GET', `/flows/${subflowId}`);
    const changed = { body: { export: subflow('new') }, headers: { 'if-match': headers.get('etag') ?? '' } };
    expect((await organization.call('PUT', `/flows/${subflowId}`, changed)).status).toBe(200);
    await organization.publish(subflowId);
    expect(await spokenAtTheEnd(executionId)).toEqual(['old']);
  });

  it('of a connector that only it uses: the execution is found by that connector, and its outcome names it', async () => {
    const { connectorId } = await organization.connector();
    const asking = {
      ...givenExport({
        activities: { NewSubFlowStart: { activityName: 'NewSubFlowStart' }, Ask: request(), Back: { activityName: 'end-subflow' } },
        links: ['NewSubFlowStart -out-> Ask', 'Ask -default-> Back'],
      }),
      name: subflowName,
      flowType: 'SUBFLOW',
    };
    const choosing = {
      ...givenExport({
        activities: {
          NewSubFlowStart: { activityName: 'NewSubFlowStart' },
          Choose: menu,
          Ask: request(),
          Back: { activityName: 'end-subflow' },
        },
        links: [
          'NewSubFlowStart -out-> Choose',
          ...['1', '2', 'timeout', 'invalid'].map((exit) => `Choose -${exit}-> Ask`),
          'Ask -default-> Back',
        ],
      }),
      name: 'Choose, then ask',
      flowType: 'SUBFLOW',
    };
    await organization.publishedFlow(asking);
    const flowId = await organization.publishedFlow(caller(byName));
    const { executionId: atOnce } = await organization.startUntil(flowId, { type: 'COMPLETED' });
    await organization.publishedFlow(choosing);
    const later = { ...caller({ ...byName, subflowName: 'Choose, then ask' }), name: 'Caller who waits' };
    const { executionId: waited } = await platform.waiting(await organization.publishedFlow(later));
    await platform.goOn(waited, 'e-1', digits('1'), other.url);
    await eventually(async () => {
      const { body } = await organization.call<ExecutionList>('GET', `/executions?connectorId=${connectorId}&outcome=COMPLETED`);
      const found = body.items.map((item) => [item.executionId, item.connectorIds]);
      expect(found).toEqual(expect.arrayContaining([atOnce, waited].map((id) => [id, [connectorId]])));
      const reports = executor.topics.events.filter(({ topic }) => topic === routingOutcomes.name);
      const told = reports.flatMap(({ data }) => (data as RoutingOutcomesReported).outcomes);
      expect(told.find((outcome) => outcome.executionId === atOnce)).toMatchObject({ connectorIds: [connectorId] });
    }, soon);
  });

  it('of another organization is not there: the flow handles it as an error', async () => {
    const stranger = executor.organization();
    const subflowId = await stranger.publishedFlow(subflow('secret'));
    const reference = { ...byName, subflowId };
    const { outcome, commands } = await organization.start(await organization.publishedFlow(caller(reference)));
    expect([outcome, commands]).toMatchObject([{ type: 'COMPLETED' }, [{ type: 'play', activityLabel: 'Apologize' }]]);
  });
});
