import { eventually, ServiceProcess } from '@patchbay/testing';
import { askingFlow, connectorInExports } from '../support/flows.ts';
import { RunningExecutor } from '../support/running-executor.ts';

const main = new URL('../../src/main.ts', import.meta.url);
const soon = { withinMs: 60_000 };

/** What is between the gate and the wire: a token that is being fetched, a request that waits for nothing but this process. */
describe('an executor that is frozen (SIGSTOP) while a call is under way', () => {
  let executor: RunningExecutor;
  let victim: ServiceProcess;

  beforeAll(async () => {
    executor = await RunningExecutor.prepare();
    victim = await ServiceProcess.start(main, executor.environment());
  }, 120_000);
  afterAll(async () => {
    await victim.kill();
    await executor.stop();
  });

  it('sends nothing when it wakes: its lease has ended, and the halt is reported without it', async () => {
    const { broker, registry, upstream } = executor.around;
    const organization = executor.organization();
    const connector = await organization.connector();
    const { halts } = registry;
    // Requests for flows go to the victim: it is the only replica.
    const call = <Body>(method: string, path: string, body?: unknown) => organization.call<Body>(method, path, { body }, victim.url);
    const imported = await call<{ flowId: string }>('POST', '/flows', {
      export: askingFlow({ httpResponseTimeout: 60_000 }),
      connectors: { [connectorInExports]: connector.connectorId },
    });
    const { flowId } = imported.body;
    expect((await call('POST', `/flows/${flowId}/publish`, {})).status).toBe(200);
    await organization.startUntil(flowId, { type: 'ROUTED' }, victim.url);
    const renewed = await organization.change(connector, { version: 2 });
    const asked = Promise.withResolvers<void>();
    const answered = Promise.withResolvers<void>();
    broker.onIssue = async () => {
      asked.resolve();
      await answered.promise;
    };
    const ended = eventually(async () => {
      const { outcome } = await organization.start(flowId, {}, victim.url);
      expect(outcome).toMatchObject({ type: 'HALTED' });
    }, soon);
    await asked.promise;
    upstream.arrivals.length = 0;

    victim.freeze();
    halts.losesPushes = true;
    answered.resolve();
    const seq = registry.change({ ...renewed, version: 3, state: 'INACTIVE', haltMode: 'abort' });
    await eventually(() => expect(halts.report(seq)).toMatchObject({ state: 'HALTED', holders: [{ outcome: 'leaseExpired' }] }), soon);
    // The token is there when it wakes, and nobody tells it of the halt.
    halts.isFrozen = true;
    victim.wake();
    await ended;
    expect(upstream.arrivals).toEqual([]);
    halts.isFrozen = false;
    await eventually(() => expect([...halts.rows.values()].every(({ appliedSeq }) => appliedSeq >= seq)).toBe(true), soon);
    expect((await organization.start(flowId, {}, victim.url)).outcome).toMatchObject({ type: 'HALTED', code: 'CONNECTOR_INACTIVE' });
    expect(upstream.arrivals).toEqual([]);
  });
});
