import { transaction } from '@patchbay/postgres';
import { noon, openOutboxDatabase, organizationId, outboxOf, thingHappened } from './things.ts';

describe('Outbox', () => {
  let database: Awaited<ReturnType<typeof openOutboxDatabase>>;
  const outbox = outboxOf('thing-service');

  beforeEach(async () => {
    database = await openOutboxDatabase();
  });

  afterEach(() => database.close());

  const append = (...keys: string[]) =>
    transaction(database.dataSource, (manager) =>
      outbox.append(
        manager,
        keys.map((key) => thingHappened(key)),
      ),
    );
  const rows = (columns: string) => database.dataSource.query(`SELECT ${columns} FROM outbox ORDER BY outbox.seq, outbox.ordinal`);

  it('writes each draft with the names that an event router expects', async () => {
    const draft = thingHappened('a', { version: 100, traceparent: '00-aa-bb-01', data: { nested: [1, null] } });
    await transaction(database.dataSource, (manager) => outbox.append(manager, [draft]));
    expect(
      await rows('aggregatetype, aggregateid, type, payload, source, subject, organization_id, version, traceparent, time, registry_seq'),
    ).toEqual([
      {
        aggregatetype: 'things',
        aggregateid: 'a',
        type: 'patchbay.ThingHappened',
        payload: { nested: [1, null] },
        source: 'thing-service',
        subject: 'a',
        organization_id: organizationId,
        version: 100,
        traceparent: '00-aa-bb-01',
        time: noon,
        registry_seq: null,
      },
    ]);
  });

  it('writes a tombstone for data that is null', async () => {
    await transaction(database.dataSource, (manager) => outbox.append(manager, [thingHappened('a', { data: null })]));
    expect(await rows('aggregateid, payload')).toEqual([{ aggregateid: 'a', payload: null }]);
  });

  it('takes one step for all the drafts of a call and numbers them in their order', async () => {
    expect(await append('a', 'b')).toEqual({ seq: 1, epoch: 1 });
    expect(await append('c')).toEqual({ seq: 2, epoch: 1 });
    expect(await rows('seq, ordinal, aggregateid AS key')).toEqual([
      { seq: 1, ordinal: 1, key: 'a' },
      { seq: 1, ordinal: 2, key: 'b' },
      { seq: 2, ordinal: 1, key: 'c' },
    ]);
  });

  it('gives every event a UUIDv7 of its own', async () => {
    await append('a', 'b');
    const ids: { id: string }[] = await rows('id');
    expect(new Set(ids.map(({ id }) => id)).size).toBe(2);
    for (const { id } of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7/);
  });

  it('leaves neither event nor gap when the transaction rolls back', async () => {
    const failed = transaction(database.dataSource, async (manager) => {
      await outbox.append(manager, [thingHappened('lost')]);
      throw new Error('changed my mind');
    });
    await expect(failed).rejects.toThrow('changed my mind');
    expect(await append('kept')).toEqual({ seq: 1, epoch: 1 });
    expect(await rows('aggregateid')).toEqual([{ aggregateid: 'kept' }]);
  });

  it('numbers many concurrent transactions without a gap, in the order of their commits, though some roll back', async () => {
    const attempts = Array.from({ length: 60 }, (_, index) =>
      transaction(database.dataSource, async (manager) => {
        await outbox.append(manager, [thingHappened(`${index}`)]);
        if (index % 3 === 0) throw new Error('changed my mind');
        await manager.query('INSERT INTO inbox (consumer, event_id) SELECT $1, gen_random_uuid()', [`${index}`]);
      }),
    );
    await Promise.allSettled(attempts);
    const numbers: { seq: number; key: string }[] = await rows('seq, aggregateid AS key');
    expect(numbers.map(({ seq }) => seq)).toEqual(Array.from({ length: 40 }, (_, index) => index + 1));
    const committed: { consumer: string }[] = await database.dataSource.query('SELECT consumer FROM inbox ORDER BY received_at');
    expect(numbers.map(({ key }) => key)).toEqual(committed.map(({ consumer }) => consumer));
  });

  it('gives the epoch that the clock stands at', async () => {
    await database.dataSource.query('UPDATE outbox_clock SET epoch = 2');
    expect(await append('a')).toEqual({ seq: 1, epoch: 2 });
  });

  it('refuses to append outside a transaction', async () => {
    await expect(outbox.append(database.dataSource.manager, [thingHappened('a')])).rejects.toThrow('inside transaction(');
    expect(await rows('id')).toEqual([]);
  });

  it('refuses a step without events, which would be a gap', async () => {
    await expect(append()).rejects.toThrow('at least one event');
  });
});
