import { randomUUID } from 'node:crypto';
import { eventually } from '@patchbay/testing';
import pg from 'pg';
import { type DrivenCall, type Line, type Load, type Member, TcpProxy } from '../src/index.ts';
import { forOneRow, Stage, saidOf, soon } from './stage.ts';

const callsInFlight = 5;

describe('replicas', () => {
  let stage: Stage;

  beforeAll(async () => {
    stage = await Stage.open({ brokers: 1 });
  }, forOneRow);
  afterAll(() => stage?.close(), forOneRow);
  afterEach(() => stage?.clearUp(), forOneRow);

  describe('of the executor, that are replaced', () => {
    /** Each has an answer that the platform can act on. */
    const isAnswered = ({ status, outcome }: DrivenCall) => status === 201 && outcome !== undefined;
    const isRouted = ({ outcome }: DrivenCall) => outcome === 'ROUTED';

    it(
      'fault 39: SIGTERM during calls: they are brought to their end, it leaves, and no halt waits for its lease',
      async () => {
        const line = await stage.servedLine();
        const said: (string | undefined)[] = [];
        // Its farewell may have been late, on a busy machine: then the next one is asked.
        for (const victim of stage.fleet.executors) {
          const { holderId } = victim;
          stage.fleet.upstream.delayMs = 1_000;
          const before = stage.arrivals(line).length;
          const calls = Array.from({ length: callsInFlight }, () => stage.organization.call(line, victim));
          await eventually(() => expect(stage.arrivals(line)).toHaveLength(before + callsInFlight), soon);
          expect(await victim.process.stop()).toBe(0);
          for (const { status, body } of await Promise.all(calls)) expect([status, body.outcome?.type]).toEqual([201, 'ROUTED']);
          stage.fleet.upstream.delayMs = 0;
          const halt = await stage.halt(line);
          said.push(saidOf(halt, { holderId }));
          if (said.at(-1) !== 'leaseExpired') break;
          await stage.organization.activate(line, halt.version);
        }
        expect(['left', undefined]).toContain(said.at(-1));
        await stage.verify(line);
      },
      forOneRow,
    );

    it(
      'fault 10: a rolling restart under load: every call is answered, no halt is missed, and none waits for those who left',
      async () => {
        const [steady, changing] = [await stage.servedLine(), await stage.servedLine()];
        const inRotation = [...stage.fleet.executors];
        const loads = [stage.load(steady, inRotation), stage.load(changing, inRotation)];
        const said: (string | undefined)[] = [];
        for (const executor of stage.fleet.executors) {
          // As an orchestrator does: out of the rotation, a moment later the signal, and back when it is ready.
          inRotation.splice(inRotation.indexOf(executor), 1);
          await Promise.all(loads.map((load) => load.untilQuietAt(executor)));
          const { holderId } = executor;
          const stopped = executor.process.stop();
          const { version } = await stage.halt(changing);
          expect(await stopped).toBe(0);
          await stage.organization.activate(changing, version);
          const started = executor.start();
          const halt = await stage.halt(changing);
          said.push(saidOf(halt, { holderId }));
          await started;
          await stage.untilRefused(changing, executor, 'CONNECTOR_INACTIVE');
          await stage.organization.activate(changing, halt.version);
          inRotation.push(executor);
        }
        // A farewell may be late, on a busy machine, and then the lease is waited for; not each of them.
        expect(said.every((outcome) => outcome === 'leaseExpired')).toBe(false);
        for (const outcome of said) expect(['left', 'leaseExpired', undefined]).toContain(outcome);
        const [steadyCalls, changingCalls] = await Promise.all(loads.map((load) => load.stop()));
        for (const calls of [steadyCalls, changingCalls]) expect(calls?.filter((call) => !isAnswered(call))).toEqual([]);
        expect(steadyCalls?.some(isRouted)).toBe(true);
        await stage.verify(steady, steadyCalls);
        await stage.verify(changing, changingCalls);
      },
      forOneRow,
    );
  });

  describe('of the registry', () => {
    let victim: Member;
    let other: Member;
    let line: Line;
    let load: Load;

    beforeEach(async () => {
      [victim, other] = stage.fleet.registries as [Member, Member];
      ({ line, load } = await stage.lineUnderLoad());
    }, forOneRow);

    /** As a client does whose connection broke: at the other replica, with the same key, until it is answered. */
    const retry = (idempotencyKey: string) =>
      eventually(async () => {
        const { status, body } = await stage.organization.deactivate(line, { registry: other, idempotencyKey });
        expect(status).toBeLessThan(300);
        return body;
      }, soon);
    /** There is one halt, the one that the client was told of, and it is proven. */
    const expectOneHalt = async ({ version, operationId }: { version: number; operationId: string }) => {
      expect(version).toBe(2);
      expect((await stage.organization.operation(operationId, 30_000, other)).receipt?.state).toBe('HALTED');
      const halts = `/operations?kind=halt&connectorId=${line.connectorId}`;
      expect(await stage.organization.demand('GET', other, halts)).toMatchObject({ items: [{ operationId }] });
    };

    it(
      'fault 15: killed before the commit: nothing has happened, and the retry with the same key does it, once',
      async () => {
        const superuser = new pg.Client({ connectionString: stage.fleet.registryDatabaseUrl });
        await superuser.connect();
        try {
          await superuser.query('BEGIN; SELECT FROM outbox_clock FOR UPDATE');
          const idempotencyKey = randomUUID();
          const lost = stage.organization.deactivate(line, { registry: victim, idempotencyKey }).catch(() => 'no answer');
          // Its transaction waits for this one.
          await eventually(async () => {
            const { rowCount } = await superuser.query(
              'SELECT FROM pg_locks WHERE NOT granted AND transactionid = pg_current_xact_id()::xid',
            );
            expect(rowCount).toBe(1);
          }, soon);
          await victim.process.kill();
          await superuser.query('ROLLBACK');
          expect(await lost).toBe('no answer');
          expect(await stage.organization.connector(line, other)).toMatchObject({ state: 'ACTIVE', version: 1 });
          await expectOneHalt(await retry(idempotencyKey));
          await stage.verify(line, await load.stop());
        } finally {
          await superuser.end();
        }
      },
      forOneRow,
    );

    it(
      'fault 15: killed after the commit, before the reply: another replica brings the halt to its end, and the retry with the same key gets that one',
      async () => {
        const idempotencyKey = randomUUID();
        // The answer gets nowhere, whichever is quicker.
        const way = await TcpProxy.start(victim.url);
        way.stall('back');
        const lost = stage.organization.deactivate(line, { registry: way, idempotencyKey }).catch(() => 'no answer');
        await eventually(async () => expect((await stage.organization.connector(line, other)).state).toBe('INACTIVE'), soon);
        await victim.process.kill();
        await way.stop();
        expect(await lost).toBe('no answer');
        await expectOneHalt(await retry(idempotencyKey));
        await stage.verify(line, await load.stop());
      },
      forOneRow,
    );

    it(
      'fault 16: frozen: the other one serves, and those who held their lease at it go there',
      async () => {
        victim.process.freeze();
        await stage.haltsUntilAcknowledgedBy(stage.holders, line, { registry: other });
        await Promise.all(stage.fleet.executors.map((executor) => stage.untilRefused(line, executor, 'CONNECTOR_INACTIVE')));
        await stage.organization.activate(line, (await stage.organization.connector(line, other)).version, other);
        await Promise.all(stage.fleet.executors.map((executor) => stage.untilServed(line, executor)));
        // What it knows from before is no proof, and it reports nothing by it.
        victim.process.wake();
        await stage.haltsUntilAcknowledgedBy(stage.holders, line, { registry: victim });
        await stage.verify(line, await load.stop());
      },
      forOneRow,
    );
  });
});
