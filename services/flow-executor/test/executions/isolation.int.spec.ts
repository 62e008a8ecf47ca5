import type { Execution } from '@patchbay/contracts';
import { eventually } from '@patchbay/testing';
import { askingFlow, connectorInExports } from '../support/flows.ts';
import { type OrganizationClient, RunningExecutor, soon } from '../support/running-executor.ts';
import { Upstream } from '../support/upstream.ts';

/** Of one connector and origin at once. */
const places = 100;
const forOneCase = 90_000;

describe('a connector whose calls hang', () => {
  let slowUpstream: Upstream;
  let executor: RunningExecutor;
  let organization: OrganizationClient;

  beforeAll(async () => {
    slowUpstream = await Upstream.start();
    executor = await RunningExecutor.prepare();
    const { upstream } = executor.around;
    await executor.startReplica({ OUTBOUND_ALLOW_PRIVATE: `127.0.0.1:${upstream.port},127.0.0.1:${slowUpstream.port}` });
    await executor.ready();
  });
  afterAll(async () => {
    await executor.stop();
    await slowUpstream.stop();
  });
  beforeEach(() => {
    slowUpstream.reset();
    executor.around.upstream.reset();
    organization = executor.organization();
  });

  /** A connector of its own, and a flow that calls it. */
  async function open(name: string, resource?: string, timeoutMs = 5_000): Promise<{ flowId: string; connectorId: string }> {
    const { connectorId } = await organization.connector({ name });
    if (resource !== undefined) executor.around.broker.resources.set(connectorId, resource);
    const flow = { ...askingFlow({ httpResponseTimeout: timeoutMs }), name };
    const flowId = await organization.publishedFlow(flow, { connectors: { [connectorInExports]: connectorId } });
    return { flowId, connectorId };
  }

  const openSlow = () => open('slow', `${slowUpstream.url}/api`, 60_000);
  const hasFailed = ({ commands }: Execution): boolean => commands.some((command) => JSON.stringify(command).includes('sorry'));

  it(
    'takes the places that it has and none of the others: their calls go on, to another origin and to the same one',
    async () => {
      const [slow, other, neighbour] = [await openSlow(), await open('other'), await open('neighbour', `${slowUpstream.url}/api`)];
      for (const { flowId } of [slow, other, neighbour]) await organization.startUntil(flowId, { type: 'ROUTED' });
      slowUpstream.reset();
      const { release } = slowUpstream.hold();
      const held = slowUpstream.answering;
      // The one that hangs and its neighbour are told apart by their tokens.
      const tokens = executor.around.broker.issued.filter(({ connectorId }) => connectorId === neighbour.connectorId);
      const isNeighbours = (authorization = '') => tokens.some(({ accessToken }) => authorization === `Bearer ${accessToken}`);
      slowUpstream.answering = (arrival, response) =>
        isNeighbours(arrival.headers.authorization) ? void response.writeHead(200).end('{}') : held(arrival, response);
      const answers: Execution[] = [];
      const hanging = Array.from({ length: 3 * places }, async () => answers.push(await organization.start(slow.flowId)));
      await eventually(() => expect([slowUpstream.arrivals.length, answers.length]).toEqual([places, 2 * places]), soon);
      expect(answers.every(hasFailed)).toBe(true);
      for (let call = 0; call < 30; call += 1)
        for (const { flowId } of [other, neighbour]) expect(hasFailed(await organization.start(flowId))).toBe(false);
      expect([slowUpstream.arrivals.length, answers.length]).toEqual([places + 30, 2 * places]);
      release();
      await Promise.all(hanging);
      expect(answers.filter((answer) => !hasFailed(answer))).toHaveLength(places);
    },
    forOneCase,
  );

  it(
    'in the token broker holds up no token of another one',
    async () => {
      const [slow, ...others] = [await open('slow token'), await open('one'), await open('two'), await open('three')];
      const pending = Promise.withResolvers<void>();
      const asked: string[] = [];
      executor.around.broker.onIssue = (connectorId) => {
        asked.push(connectorId);
        return connectorId === slow.connectorId ? pending.promise : Promise.resolve();
      };
      const hanging: Promise<Execution>[] = [];
      await eventually(() => {
        hanging.push(organization.start(slow.flowId));
        expect(asked).toContain(slow.connectorId);
      }, soon);
      hanging.push(...Array.from({ length: 50 }, () => organization.start(slow.flowId)));
      for (const { flowId } of others) expect(hasFailed(await organization.startUntil(flowId, { type: 'ROUTED' }))).toBe(false);
      pending.resolve();
      await Promise.all(hanging);
      await organization.startUntil(slow.flowId, { type: 'ROUTED' });
    },
    forOneCase,
  );
});
