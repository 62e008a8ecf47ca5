import { randomUUID } from 'node:crypto';
import { Outbox } from '@patchbay/outbox';
import { FixedClock, type TenantDatabase } from '@patchbay/testing';
import { v7 as uuidv7 } from 'uuid';
import { PostgresRegistryReader } from '../src/adapters/postgres/postgres-registry-reader.ts';
import { PostgresUnitOfWork } from '../src/adapters/postgres/postgres-unit-of-work.ts';
import type { RegistryDatabase } from '../src/adapters/postgres/registry-database.ts';
import { PostgresSchedules } from '../src/adapters/postgres/schedule/postgres-schedules.ts';
import { ActivateConnector } from '../src/application/activate-connector.ts';
import { ChangeConnector } from '../src/application/change-connector.ts';
import { DeactivateConnector } from '../src/application/deactivate-connector.ts';
import { FireSchedule } from '../src/application/schedule/fire-schedule.ts';
import type { Permission } from '../src/application/schedule/ports.ts';
import { connectorId, operationId, organizationId, scheduleId } from '../src/domain/ids.ts';
import { type Plan, planSchedule, type Schedule, stateOf } from '../src/domain/schedule/schedule.ts';
import { given } from './given.ts';
import { createRegistryDatabase, openDatabase } from './registry-database.ts';

let testDatabase: TenantDatabase;
let database: RegistryDatabase;
let clock: FixedClock;
let permission: () => Promise<Permission>;

beforeAll(async () => {
  testDatabase = await createRegistryDatabase();
  database = await openDatabase(testDatabase);
});
afterAll(async () => {
  await database.close();
  await testDatabase.drop();
});

const planner = { kind: 'user', id: 'ada' } as const;
const organization = organizationId(randomUUID());
const night: Plan = {
  action: 'window',
  at: '2026-03-29T01:30',
  until: '2026-03-29T04:00',
  timeZone: 'Europe/Berlin',
  mode: 'drain',
  reason: 'rotation',
};

function openParts() {
  const outbox = new Outbox({ source: 'connector-registry', clock, carriesRegistryPosition: true });
  const unitOfWork = new PostgresUnitOfWork(database, outbox, { changed: () => undefined }, clock);
  const identifiers = { connectorId: () => connectorId(uuidv7()), operationId: () => operationId(uuidv7()) };
  const schedules = new PostgresSchedules(database, clock);
  const deactivate = new DeactivateConnector(unitOfWork, identifiers, clock);
  const activate = new ActivateConnector(new ChangeConnector(unitOfWork, clock));
  const permissions = { ask: () => permission(), require: async () => undefined };
  const replica = () => new FireSchedule(schedules, permissions, deactivate, activate, clock);
  return { unitOfWork, schedules, deactivate, activate, replica };
}

let parts: ReturnType<typeof openParts>;

beforeEach(() => {
  clock = new FixedClock(new Date('2026-03-28T12:00:00.000Z'));
  permission = async () => ({ permitted: true, roles: ['full-admin'] });
  parts = openParts();
});
afterEach(async () => {
  await database.system.query('UPDATE connector_schedule SET attempt_at = NULL');
});

/** A schedule of an active connector of its own. */
async function planned(over: Partial<Plan> = {}): Promise<Schedule> {
  const connector = given({ connectorId: connectorId(uuidv7()), organizationId: organization, name: randomUUID() });
  await parts.unitOfWork.run(organization, ({ connectors }) => connectors.insert(connector));
  const identity = {
    scheduleId: scheduleId(uuidv7()),
    organizationId: organization,
    connectorId: connector.connectorId,
    plannedBy: planner,
  };
  const schedule = planSchedule(identity, { ...night, ...over }, clock.now());
  await parts.schedules.insert(schedule);
  return schedule;
}

const goTo = (time: string) => clock.advance(Date.parse(time) - clock.now().getTime());
const stored = ({ scheduleId: id }: Schedule) => parts.schedules.get(organization, id);
const connectorOf = ({ connectorId: id }: Schedule) => new PostgresRegistryReader(database).getConnector(organization, id);
const changesOf = ({ connectorId: id }: Schedule) =>
  database.system.query(
    'SELECT action, outcome, code, actor_kind, actor_id, actor_roles, reason, schedule_id FROM history WHERE connector_id = $1 ORDER BY seq',
    [id],
  );
const command = ({ connectorId: id }: Schedule) => ({
  organizationId: organization,
  connectorId: id,
  actor: 'bob',
  expectedVersion: undefined,
});
const steps = async (schedule: Schedule) => (await stored(schedule)).steps.map(({ state, problem }) => [state, problem?.code]);

describe('a scheduled change', () => {
  it('is made when it is due, and not before', async () => {
    const schedule = await planned();
    goTo('2026-03-29T00:29:59.999Z');
    expect(await parts.replica().takeDueStep()).toBe(false);
    goTo('2026-03-29T00:30:00.000Z');
    expect(await parts.replica().takeDueStep()).toBe(true);
    expect(await connectorOf(schedule)).toMatchObject({ state: 'INACTIVE', haltMode: 'drain', version: 2 });
    goTo('2026-03-29T01:59:59.999Z');
    expect(await parts.replica().takeDueStep()).toBe(false);
    goTo('2026-03-29T02:00:00.000Z');
    expect(await parts.replica().takeDueStep()).toBe(true);
    expect(await connectorOf(schedule)).toMatchObject({ state: 'ACTIVE', version: 3 });
    expect([stateOf(await stored(schedule)), await parts.replica().takeDueStep()]).toEqual(['DONE', false]);
  });

  it('is made once, however many replicas look for it', async () => {
    const planning = await Promise.all(Array.from({ length: 8 }, () => planned({ action: 'deactivate', until: null })));
    goTo('2026-03-29T00:30:00.000Z');
    const replicas = Array.from({ length: 6 }, () => parts.replica());
    const taken = await Promise.all(
      replicas.map(async (replica) => {
        let count = 0;
        while (await replica.takeDueStep()) count += 1;
        return count;
      }),
    );
    expect(taken.reduce((sum, count) => sum + count)).toBe(planning.length);
    const versions = await Promise.all(planning.map(async (schedule) => (await connectorOf(schedule)).version));
    expect(versions).toEqual(planning.map(() => 2));
  });

  it('stands in the history as what the planner did, with his roles of that moment', async () => {
    const schedule = await planned();
    goTo('2026-03-29T00:30:00.000Z');
    await parts.replica().takeDueStep();
    expect(await changesOf(schedule)).toMatchObject([
      { action: 'schedule.plan' },
      {
        action: 'connector.deactivate',
        outcome: 'DONE',
        actor_kind: 'user',
        actor_id: 'ada',
        actor_roles: ['full-admin'],
        reason: 'rotation',
        schedule_id: schedule.scheduleId,
      },
    ]);
  });

  it('is made by another replica when the one that had it is dead', async () => {
    const schedule = await planned();
    goTo('2026-03-29T00:30:00.000Z');
    await parts.schedules.claimDue(clock.now());
    expect(await parts.replica().takeDueStep()).toBe(false);
    clock.advance(4_000);
    expect(await parts.replica().takeDueStep()).toBe(true);
    expect((await connectorOf(schedule)).state).toBe('INACTIVE');
  });

  it('comes to nothing from a replica that was taken for dead and is not', async () => {
    const schedule = await planned();
    goTo('2026-03-29T00:30:00.000Z');
    const claim = await parts.schedules.claimDue(clock.now());
    clock.advance(4_000);
    await parts.replica().takeDueStep();
    let worked = false;
    if (!claim) throw new Error('nothing was due');
    await parts.schedules.settle(claim, [], async (found) => {
      worked = true;
      return found;
    });
    expect([worked, (await connectorOf(schedule)).version]).toEqual([false, 2]);
  });
});

describe('a scheduled change that is not to be', () => {
  it('fails visibly when the planner may no longer make it', async () => {
    const schedule = await planned();
    const refusal = { code: 'access.role-not-allowed', message: 'no' };
    permission = async () => ({ permitted: false, refusal });
    goTo('2026-03-29T00:30:00.000Z');
    expect(await parts.replica().takeDueStep()).toBe(true);
    expect([await steps(schedule), (await connectorOf(schedule)).version]).toEqual([
      [
        ['FAILED', refusal.code],
        ['CANCELLED', undefined],
      ],
      1,
    ]);
    expect((await changesOf(schedule)).at(-1)).toMatchObject({
      outcome: 'REFUSED',
      action: 'connector.deactivate',
      code: refusal.code,
      actor_id: planner.id,
      schedule_id: schedule.scheduleId,
    });
  });

  it('waits while it cannot be decided, and is made as soon as it can', async () => {
    const schedule = await planned();
    const permit = permission;
    permission = () => Promise.reject(new Error('authz is away'));
    goTo('2026-03-29T00:30:00.000Z');
    await expect(parts.replica().takeDueStep()).rejects.toThrow('authz is away');
    expect((await connectorOf(schedule)).state).toBe('ACTIVE');
    permission = permit;
    clock.advance(1_000);
    expect(await parts.replica().takeDueStep()).toBe(true);
    expect((await connectorOf(schedule)).state).toBe('INACTIVE');
  });

  it('is skipped when the connector is in that state already, and does not undo what somebody else did', async () => {
    const schedule = await planned();
    await parts.deactivate.execute({ ...command(schedule), mode: 'abort', reason: 'leaked' });
    goTo('2026-03-29T00:30:00.000Z');
    await parts.replica().takeDueStep();
    goTo('2026-03-29T02:00:00.000Z');
    expect(await parts.replica().takeDueStep()).toBe(false);
    expect(await steps(schedule)).toEqual([
      ['SKIPPED', 'connector.illegal-transition'],
      ['CANCELLED', undefined],
    ]);
    expect(await connectorOf(schedule)).toMatchObject({ state: 'INACTIVE', version: 2 });
    expect((await changesOf(schedule)).at(-1)).toMatchObject({ outcome: 'REFUSED', code: 'connector.illegal-transition' });
  });

  it('does not activate a connector that somebody has deactivated anew within the window', async () => {
    const schedule = await planned();
    goTo('2026-03-29T00:30:00.000Z');
    await parts.replica().takeDueStep();
    await parts.activate.execute(command(schedule));
    await parts.deactivate.execute({ ...command(schedule), mode: 'abort', reason: 'leaked' });
    goTo('2026-03-29T02:00:00.000Z');
    await parts.replica().takeDueStep();
    expect(await steps(schedule)).toEqual([
      ['DONE', undefined],
      ['SKIPPED', 'schedule.connector-changed'],
    ]);
    expect((await connectorOf(schedule)).state).toBe('INACTIVE');
  });

  it('is skipped when its window was over before anybody came to it', async () => {
    const schedule = await planned();
    goTo('2026-03-29T02:00:00.000Z');
    await parts.replica().takeDueStep();
    expect(await steps(schedule)).toEqual([
      ['SKIPPED', 'schedule.window-over'],
      ['CANCELLED', undefined],
    ]);
    expect((await connectorOf(schedule)).version).toBe(1);
  });

  it('is made late when it has no end, after an outage', async () => {
    const schedule = await planned({ action: 'deactivate', until: null });
    goTo('2026-03-30T00:00:00.000Z');
    expect(await parts.replica().takeDueStep()).toBe(true);
    expect((await connectorOf(schedule)).state).toBe('INACTIVE');
  });
});
