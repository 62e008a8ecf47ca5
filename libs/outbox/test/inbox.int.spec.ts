import { Inbox } from '@patchbay/outbox';
import { transaction } from '@patchbay/postgres';
import { openOutboxDatabase } from './things.ts';

const eventId = '019a3b5c-0000-7000-8000-000000000001';

describe('Inbox', () => {
  let database: Awaited<ReturnType<typeof openOutboxDatabase>>;
  let effects: number;
  const inbox = new Inbox();

  beforeEach(async () => {
    database = await openOutboxDatabase();
    effects = 0;
  });

  afterEach(() => database.close());

  const effect = async () => {
    effects += 1;
  };
  const receive = (consumer = 'flow-executor', act: () => Promise<void> = effect) =>
    transaction(database.dataSource, (manager) => inbox.once(manager, consumer, eventId, act));

  it('runs the effect of an event that is new', async () => {
    expect(await receive()).toBe(true);
    expect(effects).toBe(1);
  });

  it('does not run the effect of an event that was there already', async () => {
    await receive();
    expect(await receive()).toBe(false);
    expect(effects).toBe(1);
  });

  it('runs the effect once when the same event is delivered many times at once', async () => {
    const outcomes = await Promise.all(Array.from({ length: 8 }, () => receive()));
    expect(outcomes.filter(Boolean)).toHaveLength(1);
    expect(effects).toBe(1);
  });

  it('runs the effect once for each consumer', async () => {
    await receive('flow-executor');
    await receive('token-broker');
    expect(effects).toBe(2);
  });

  it('forgets the event together with an effect that failed', async () => {
    const failing = receive('flow-executor', async () => {
      throw new Error('no effect');
    });
    await expect(failing).rejects.toThrow('no effect');
    expect(await receive()).toBe(true);
  });

  it('remembers many at once, and says which of them are new', async () => {
    const others = [2, 3].map((n) => `${eventId.slice(0, -1)}${n}`);
    const remember = (...eventIds: string[]) =>
      transaction(database.dataSource, (manager) => inbox.remember(manager, 'flow-executor', eventIds));
    await receive();
    expect(await remember(eventId, ...others, ...others)).toEqual(new Set(others));
    expect(await remember(...others)).toEqual(new Set());
  });

  it('refuses to run outside a transaction', async () => {
    await expect(inbox.once(database.dataSource.manager, 'flow-executor', eventId, effect)).rejects.toThrow('inside transaction(');
    expect(effects).toBe(0);
  });
});
