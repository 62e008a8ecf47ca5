import { randomUUID } from 'node:crypto';
import { eventually } from '@patchbay/testing';
import { epochMs, type Line, type Member, ReplicatedPostgres } from '../src/index.ts';
import { forOneRow, type Halt, Stage, soon } from './stage.ts';

/** A check of the state topic that reads it in vain gives up after a minute, and the next one begins. */
const afterACheck = { withinMs: 75_000 };

describe('the Postgres of the registries', () => {
  let postgres: ReplicatedPostgres;
  let stage: Stage;

  beforeAll(async () => {
    postgres = await ReplicatedPostgres.start();
    stage = await Stage.open({
      executors: 2,
      brokers: 1,
      inspected: false,
      registryDatabase: await postgres.createRegistryDatabase(),
      env: { 'connector-registry': { STATE_CHECK_EVERY_MS: '500' } },
    });
  }, forOneRow);
  afterAll(async () => {
    await stage?.close();
    await postgres?.stop();
  }, forOneRow);
  afterEach(() => stage.clearUp(), forOneRow);

  const ways = () => stage.fleet.registries.map(({ network }) => network.to('postgres'));
  const servedByAll = (line: Line) => Promise.all(stage.fleet.executors.map((executor) => stage.untilServed(line, executor)));
  const refusedByAll = (line: Line, code: string) =>
    Promise.all(stage.fleet.executors.map((executor) => stage.untilRefused(line, executor, code)));
  const statusOf = async ({ url }: Member, path: string) => (await fetch(`${url}${path}`)).status;
  const connector = (line: Line) => eventually(() => stage.organization.connector(line), soon);

  /** As a caller does it that is not answered at once: again, under the same key. */
  const halt = (line: Line): Promise<Halt> => {
    const idempotencyKey = randomUUID();
    return eventually(() => stage.halt(line, { idempotencyKey }), soon);
  };
  const reactivate = (line: Line) =>
    eventually(async () => {
      const { version, state } = await stage.organization.connector(line);
      if (state !== 'ACTIVE') expect((await stage.organization.activate(line, version)).status).toBe(200);
    }, soon);

  /** Everybody who holds a lease has applied everything that was committed. */
  const untilNothingIsMissed = () =>
    eventually(async () => {
      const behind = 'SELECT 1 FROM holder_lease, outbox_clock WHERE NOT has_left AND expires_at > clock_timestamp() AND applied_seq < seq';
      expect(await postgres.query(behind)).toEqual([]);
    }, soon);
  const untilListening = () =>
    eventually(async () => {
      const listening = "SELECT 1 FROM pg_stat_activity WHERE datname = 'registry' AND application_name = 'connector-registry-listener'";
      expect(await postgres.query(listening)).toHaveLength(stage.fleet.registries.length);
    }, soon);
  const epoch = async () => (await postgres.query<{ epoch: number }>('SELECT epoch::int FROM outbox_clock'))[0]?.epoch ?? 0;
  const failOver = async () => {
    for (const way of ways()) way.cut();
    await postgres.failOver();
    for (const way of ways()) way.leadTo(postgres.primary.url);
    for (const way of ways()) way.heal();
  };

  it(
    'fault 17: Postgres restarts, and its listening sessions are terminated: wake-ups come back, no change is missed',
    async () => {
      const line = await stage.servedLine();
      const load = stage.load(line);
      const terminate = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'connector-registry-listener'";
      for (const strike of [() => postgres.query(terminate), () => postgres.restart(), () => postgres.query(terminate)]) {
        await strike();
        await halt(line);
        await reactivate(line);
        await servedByAll(line);
        await untilListening();
      }
      await untilNothingIsMissed();
      await stage.verify(line, await load.stop());
    },
    forOneRow,
  );

  it(
    'fault 20: Postgres is unreachable for longer than a lease: everybody is stale and says so, nothing leaves, and all goes on by itself',
    async () => {
      const line = await stage.servedLine();
      for (const way of ways()) way.cut();
      await refusedByAll(line, 'CONTROL_PLANE_STALE');
      const before = stage.arrivals(line).length;
      await refusedByAll(line, 'CONTROL_PLANE_STALE');
      expect(stage.arrivals(line)).toHaveLength(before);
      for (const holder of [...stage.fleet.executors, ...stage.fleet.brokers]) {
        await eventually(async () => expect(await statusOf(holder, '/readyz')).toBe(503), soon);
        expect(await statusOf(holder, '/healthz')).toBe(200);
      }
      expect(await stage.organization.deactivate(line)).toMatchObject({ status: 503, body: { code: 'postgres.unavailable' } });
      stage.fleet.heal();
      await servedByAll(line);
      expect((await halt(line)).receipt.total).toBe(3);
      await refusedByAll(line, 'CONNECTOR_INACTIVE');
    },
    forOneRow,
  );

  it(
    'fault 18: Postgres fails over without a loss: what was halted stays halted, the rest is served again by itself, in a new epoch',
    async () => {
      const [line, other] = [await stage.servedLine(), await stage.servedLine()];
      await postgres.addStandby();
      const [load, loadOfOther] = [stage.load(line), stage.load(other)];
      await halt(line);
      const before = await epoch();
      await failOver();
      await servedByAll(other);
      await refusedByAll(line, 'CONNECTOR_INACTIVE');
      await halt(other);
      expect(await epoch()).toBeGreaterThan(before);
      await stage.verify(line, await load.stop());
      await stage.verify(other, await loadOfOther.stop());
      await reactivate(line);
      await servedByAll(line);
    },
    forOneRow,
  );

  it(
    'fault 19: Postgres fails over with lost commits: a connector whose halt is lost stays shut, a person is called, and a new version opens it',
    async () => {
      const [line, other] = [await stage.servedLine(), await stage.servedLine()];
      await postgres.addStandby();
      await postgres.cutReplication();
      const load = stage.load(line);
      await halt(line);
      const haltedAt = epochMs();
      const unpublished = 'SELECT 1 FROM outbox_clock, outbox_relay WHERE outbox_relay.seq < outbox_clock.seq';
      await eventually(async () => expect(await postgres.query(unpublished)).toEqual([]), soon);
      await failOver();
      await servedByAll(other);
      // What the database says now is not believed.
      expect(await connector(line)).toMatchObject({ state: 'ACTIVE', version: 1 });
      await refusedByAll(line, 'CONTROL_PLANE_STALE');
      await eventually(async () => {
        const metrics = await fetch(`${stage.fleet.registries[0]?.url}/metrics`);
        expect(await metrics.text()).toMatch(/patchbay_connector_state_ahead\{.*\} [1-9]/);
      }, afterACheck);
      await load.stop();
      expect(stage.arrivals(line).filter(({ notBefore }) => notBefore > haltedAt)).toEqual([]);
      await halt(line);
      await reactivate(line);
      await servedByAll(line);
    },
    forOneRow,
  );
});
