import { randomUUID } from 'node:crypto';
import type { Execution } from '@patchbay/contracts';
import { eventually } from '@patchbay/testing';
import type { Member, TcpProxy } from '../src/index.ts';
import { forOneRow, Stage, saidOf, soon } from './stage.ts';

/** Longer than a lease and its guard. */
const blockedMs = 4_000;

describe('an executor', () => {
  let stage: Stage;
  let victim: Member;
  let others: Member[];

  beforeAll(async () => {
    stage = await Stage.open({ inspected: true });
  }, forOneRow);
  afterAll(() => stage?.close(), forOneRow);
  beforeEach(() => {
    [victim, ...others] = stage.fleet.executors as [Member, ...Member[]];
  });
  afterEach(() => stage?.clearUp(), forOneRow);

  const toRegistries = (): TcpProxy[] => stage.fleet.registries.map(({ name }) => victim.network.to(name));
  /** Nobody hears of anything that is committed from now on. */
  const hearNothing = () => {
    for (const { network } of stage.holders)
      for (const way of [...stage.fleet.registries.map(({ name }) => network.to(name)), network.to('kafka')]) way.stall('back');
  };
  const toKafka = (): TcpProxy => victim.network.to('kafka');

  it(
    'fault 2: stopped and continued: covered by the end of its lease, and its gate is shut when it wakes',
    async () => {
      const { line, load } = await stage.lineUnderLoad();
      victim.process.freeze();
      // Requests that its kernel takes for it meanwhile.
      const waiting = [1, 2, 3].map(() => stage.outcomeOf(line, victim));
      await stage.haltWithout(victim, line);
      victim.process.wake();
      for (const outcome of await Promise.all(waiting)) expect(outcome).toMatchObject({ type: 'HALTED' });
      await stage.untilRefused(line, victim, 'CONNECTOR_INACTIVE');
      await stage.verify(line, await load.stop());
    },
    forOneRow,
  );

  it(
    'fault 24: its event loop stands still for longer than a lease: nothing leaves on the lease that has ended, and renewals recover',
    async () => {
      const { line, load } = await stage.lineUnderLoad();
      const other = await stage.servedLine();
      const waiting: Promise<unknown>[] = [];
      await stage.haltWithout(victim, line, {
        strike: async () => {
          await victim.process.block(blockedMs);
          waiting.push(stage.outcomeOf(line, victim));
        },
      });
      for (const outcome of await Promise.all(waiting)) expect(outcome).toBeDefined();
      await stage.untilServed(other, victim);
      await stage.untilRefused(line, victim, 'CONNECTOR_INACTIVE');
      await stage.verify(line, await load.stop());
    },
    forOneRow,
  );

  it(
    'fault 25: joins during a halt: it never acts on what it may have read before',
    async () => {
      const { line, load } = await stage.lineUnderLoad();
      await victim.process.stop();
      const joining = victim.launch();
      let joined = false;
      const ready = joining.untilReady().then(() => {
        joined = true;
      });
      // Halts before, while and after it gets its first lease.
      for (let roundsSince = 0; roundsSince < 2; roundsSince += joined ? 1 : 0) {
        const { version } = await stage.halt(line);
        await stage.organization.activate(line, version);
      }
      await ready;
      await stage.haltsUntilAcknowledgedBy(stage.fleet.executors, line);
      await stage.untilRefused(line, victim, 'CONNECTOR_INACTIVE');
      await stage.verify(line, await load.stop());
    },
    forOneRow,
  );

  it(
    'fault 4: cut off from registries and Kafka: it serves until its lease ends, and says that it cannot know; the receipt says who was waited for',
    async () => {
      const { line, load } = await stage.lineUnderLoad();
      for (const way of [...toRegistries(), toKafka()]) way.stall();
      await stage.haltWithout(victim, line);
      await stage.untilRefused(line, victim, 'CONTROL_PLANE_STALE');
      stage.fleet.heal();
      await stage.untilRefused(line, victim, 'CONNECTOR_INACTIVE');
      await stage.verify(line, await load.stop());
    },
    forOneRow,
  );

  it(
    'fault 5: it hears the pushes, and its acknowledgements are lost: not counted as one that has acknowledged',
    async () => {
      const { line, load } = await stage.lineUnderLoad();
      for (const way of toRegistries()) way.drop('forth');
      await stage.haltWithout(victim, line);
      await stage.untilRefused(line, victim, 'CONNECTOR_INACTIVE', 'CONTROL_PLANE_STALE');
      stage.fleet.heal();
      await stage.untilRefused(line, victim, 'CONNECTOR_INACTIVE');
      await stage.verify(line, await load.stop());
    },
    forOneRow,
  );

  it(
    'fault 6: its push stream is half-open, and Kafka silent: the next renewal brings the halt',
    async () => {
      const { line, load } = await stage.lineUnderLoad();
      toKafka().stall('back');
      await stage.haltsUntilAcknowledgedBy(stage.holders, line, {
        strike: () => {
          for (const way of toRegistries()) way.stallWhatIsOpen('back');
        },
      });
      await stage.untilRefused(line, victim, 'CONNECTOR_INACTIVE');
      await stage.verify(line, await load.stop());
    },
    forOneRow,
  );

  it(
    'fault 27: deactivated, activated and deactivated at once: the last state everywhere, and the first halt says that it was superseded',
    async () => {
      const { line, load } = await stage.lineUnderLoad();
      const { organization } = stage;
      // Once more where the machine took so long that the first halt was proven before the second change.
      await eventually(async () => {
        const { state, version } = await organization.connector(line);
        if (state === 'INACTIVE') await organization.activate(line, version);
        hearNothing();
        const { body: first } = await organization.deactivate(line, { waitMs: 0 });
        expect((await organization.activate(line, first.version)).body).toMatchObject({ state: 'ACTIVE', version: first.version + 1 });
        const { body: last } = await organization.deactivate(line, { waitMs: 0 });
        stage.fleet.heal();
        const operations = [first, last].map(({ operationId }) => organization.operation(operationId, 30_000));
        expect(await Promise.all(operations)).toMatchObject([
          { receipt: { state: 'SUPERSEDED' } },
          { connectorVersion: first.version + 2, receipt: { state: 'HALTED' } },
        ]);
      }, soon);
      await Promise.all(stage.fleet.executors.map((executor) => stage.untilRefused(line, executor, 'CONNECTOR_INACTIVE')));
      await stage.verify(line, await load.stop());
    },
    forOneRow,
  );

  it(
    'fault 26: restarted under the same name: another holder, whose acknowledgements do not count for the one before',
    async () => {
      const { line, load } = await stage.lineUnderLoad();
      const { holderId: before } = victim;
      await victim.process.kill();
      await victim.start();
      expect(victim.holderId).not.toBe(before);
      await stage.untilServed(line, victim);
      const halts = await stage.haltsUntilAcknowledgedBy([victim], line);
      for (const halt of halts) expect(['leaseExpired', undefined]).toContain(saidOf(halt, { holderId: before }));
      await stage.verify(line, await load.stop());
    },
    forOneRow,
  );

  it(
    'fault 1: killed in the middle of a call: covered by the end of its lease, and what became of its request is said to be unknown',
    async () => {
      const { organization, fleet } = stage;
      const line = await organization.line({ menu: true, method: 'POST' });
      await Promise.all(fleet.executors.map((executor) => stage.untilAnswered(line, executor, { state: 'WAITING' })));
      const { executionId } = (await organization.call(line, victim)).body;
      const event = { eventId: randomUUID(), event: { type: 'digits', digits: '1' } };
      const digit = (executor: Member) =>
        organization.ask<Execution>('POST', executor, `/executions/${executionId}/events`, { body: event });
      fleet.upstream.delayMs = 20_000;
      const lost = digit(victim).catch(() => 'no answer');
      await eventually(() => expect(stage.arrivals(line)).toHaveLength(1), soon);
      await victim.process.kill();
      expect(await lost).toBe('no answer');
      fleet.upstream.delayMs = 0;
      await stage.haltWithout(victim, line);
      // The platform asks again, somewhere else.
      const unknown = { state: 'ENDED', outcome: { type: 'UNKNOWN', code: 'execution.executor-lost' } };
      await eventually(async () => expect((await digit(others[0] as Member)).body).toMatchObject(unknown), soon);
      expect(await organization.demand('GET', others[1], `/executions/${executionId}`)).toMatchObject(unknown);
      expect(stage.arrivals(line)).toHaveLength(1);
      await stage.verify(line);
    },
    forOneRow,
  );
});
