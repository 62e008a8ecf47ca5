import { randomUUID } from 'node:crypto';
import { type ExecutionList, ExecutionSummary } from '@patchbay/contracts';
import { eventually, ServiceProcess } from '@patchbay/testing';
import { openFlowDatabase } from '../support/flow-database.ts';
import { askingFlow, connectorInExports } from '../support/flows.ts';
import { type OrganizationClient, problemOf, RunningExecutor } from '../support/running-executor.ts';
import { digits, hangUp, menuFlow, Platform } from '../support/waiting-flows.ts';

const main = new URL('../../src/main.ts', import.meta.url);

/** Several claims, on a busy machine. */
const afterClaims = { withinMs: 90_000 };
const forOneCase = 150_000;

describe('an executor that dies in a turn', () => {
  let executor: RunningExecutor;
  let victim: ServiceProcess;
  let organization: OrganizationClient;
  let platform: Platform;

  beforeAll(async () => {
    executor = await RunningExecutor.start({ INSTANCE_ID: 'survivor', EXECUTION_CLAIM_SECONDS: '3' });
  });
  afterAll(() => executor.stop());
  beforeEach(async () => {
    executor.around.upstream.reset();
    organization = executor.organization();
    platform = new Platform(executor, organization);
    const environment = executor.environment({ INSTANCE_ID: `victim-${randomUUID()}`, EXECUTION_CLAIM_SECONDS: '3' });
    victim = await ServiceProcess.start(main, environment);
  }, forOneCase);
  afterEach(() => victim.kill());

  async function published(flow: unknown): Promise<string> {
    const { connectorId } = await organization.connector({ accessLevel: 'READ_WRITE' });
    const flowId = await organization.publishedFlow(flow, { connectors: { [connectorInExports]: connectorId } });
    for (const base of [executor.url, victim.url])
      await eventually(async () => {
        const { executionId } = await platform.waiting(flowId, { base });
        await platform.goOn(executionId, 'bye', hangUp, base);
      }, afterClaims);
    return flowId;
  }

  /** The victim has sent the request of the turn, gets no answer, and is killed. */
  async function killInTurn(executionId: string): Promise<void> {
    executor.around.upstream.hold();
    const heard = platform.post(executionId, 'e-1', digits('1'), victim.url).catch(() => undefined);
    await eventually(() => expect(executor.around.upstream.arrivals).toHaveLength(1), afterClaims);
    await victim.kill();
    await heard;
    executor.around.upstream.reset();
  }

  const postUntilAnswered = (executionId: string) =>
    eventually(async () => {
      const answer = await platform.post(executionId, 'e-1', digits('1'));
      expect(answer.status).toBe(200);
      return answer.body;
    }, afterClaims);

  /** What the victim runs at the moment is known beside it. */
  async function noted(): Promise<void> {
    const dataSource = await openFlowDatabase(executor.around.database.url);
    try {
      const rows = () => dataSource.query('SELECT 1 FROM running_execution');
      await eventually(async () => expect(await rows()).toHaveLength(1), afterClaims);
    } finally {
      await dataSource.destroy();
    }
  }

  const read = async (executionId: string) => ExecutionSummary.parse((await organization.call('GET', `/executions/${executionId}`)).body);

  it(
    'is followed by another one, with the same event: once, from where the execution was saved',
    async () => {
      const flowId = await published(menuFlow());
      const { executionId } = await platform.waiting(flowId, { base: victim.url });
      await killInTurn(executionId);
      const ended = await postUntilAnswered(executionId);
      expect(ended).toMatchObject({ instanceId: 'survivor', state: 'ENDED', outcome: { type: 'COMPLETED' } });
      expect((await platform.post(executionId, 'e-1', digits('1'))).body).toEqual(ended);
      expect(executor.around.upstream.arrivals).toHaveLength(1);
    },
    forOneCase,
  );

  it(
    'is not followed in what may have written: the execution ends as unknown, and nothing is sent twice',
    async () => {
      const flowId = await published(menuFlow({ httpRequestMethod: 'POST', httpRequestBody: '{}' }));
      const { executionId } = await platform.waiting(flowId, { base: victim.url });
      await killInTurn(executionId);
      expect(await postUntilAnswered(executionId)).toMatchObject({
        state: 'ENDED',
        outcome: { type: 'UNKNOWN', code: 'execution.executor-lost' },
      });
      expect(executor.around.upstream.arrivals).toHaveLength(0);
    },
    forOneCase,
  );

  it(
    'leaves an execution that the reaper closes as unknown, when nobody asks again',
    async () => {
      const flowId = await published(menuFlow());
      const { executionId } = await platform.waiting(flowId, { base: victim.url });
      await killInTurn(executionId);
      expect(await read(executionId)).toMatchObject({ state: 'RUNNING' });
      await eventually(
        async () => expect(await read(executionId)).toMatchObject({ state: 'ENDED', outcome: { type: 'UNKNOWN' } }),
        afterClaims,
      );
      expect(await (await fetch(`${executor.url}/metrics`)).text()).toMatch(
        /patchbay_executions_reaped_total\{.*outcome="UNKNOWN".*\} [1-9]/,
      );
    },
    forOneCase,
  );

  it(
    'and comes back from a long stop finds that it may not go on',
    async () => {
      const flowId = await published(menuFlow());
      const { executionId } = await platform.waiting(flowId, { base: victim.url });
      const { release } = executor.around.upstream.hold();
      const heard = platform.post(executionId, 'e-1', digits('1'), victim.url);
      await eventually(() => expect(executor.around.upstream.arrivals).toHaveLength(1), afterClaims);
      victim.freeze();
      executor.around.upstream.reset();
      const ended = await postUntilAnswered(executionId);
      expect(ended).toMatchObject({ instanceId: 'survivor', state: 'ENDED' });
      release();
      victim.wake();
      expect(problemOf(await heard)).toEqual({ status: 503, code: 'execution.claim-lost' });
      expect((await platform.post(executionId, 'e-1', digits('1'), victim.url)).body).toEqual(ended);
    },
    forOneCase,
  );

  it(
    'leaves a start without a key that took its time: as unknown, found by its connector',
    async () => {
      const { connectorId } = await organization.connector();
      const flowId = await organization.publishedFlow(askingFlow({ httpResponseTimeout: 60_000 }), {
        connectors: { [connectorInExports]: connectorId },
      });
      await organization.startUntil(flowId, { type: 'ROUTED' }, victim.url);
      executor.around.upstream.reset();
      executor.around.upstream.hold();
      const heard = platform.start(flowId, { base: victim.url }).catch(() => undefined);
      await eventually(() => expect(executor.around.upstream.arrivals).toHaveLength(1), afterClaims);
      await noted();
      await victim.kill();
      await heard;
      await eventually(async () => {
        const { body } = await organization.call<ExecutionList>('GET', `/executions?connectorId=${connectorId}&outcome=UNKNOWN`);
        expect(body.items).toMatchObject([{ flowId, state: 'ENDED', outcome: { type: 'UNKNOWN', code: 'execution.executor-lost' } }]);
      }, afterClaims);
    },
    forOneCase,
  );

  it(
    'in a start with a key is followed too, and it is the same execution',
    async () => {
      const flowId = await published(menuFlow());
      const key = randomUUID();
      const first = await platform.start(flowId, { key, base: victim.url });
      await victim.kill();
      expect((await platform.start(flowId, { key })).text).toBe(first.text);
    },
    forOneCase,
  );
});
