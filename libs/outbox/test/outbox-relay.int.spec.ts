import { eventually } from '@patchbay/testing';
import { gate, RelayBench } from './relay-bench.ts';
import { keysOf } from './things.ts';

const soon = { withinMs: 10_000 };

describe('OutboxRelay', () => {
  let bench: RelayBench;

  beforeEach(async () => {
    bench = await RelayBench.open();
  });

  afterEach(() => bench.close());

  const untilPublished = (...keys: string[]) => eventually(() => expect(keysOf(bench.published)).toEqual(keys), soon);

  it('publishes what many concurrent transactions commit in the order of their commits, each event once', async () => {
    bench.start({ batchSize: 7 });
    const appended = Array.from({ length: 80 }, (_, index) => bench.append(`${index}-first`, `${index}-second`));
    await Promise.all(appended);
    const rows: { id: string }[] = await bench.dataSource.query('SELECT id FROM outbox ORDER BY seq, ordinal');
    await eventually(() => expect(bench.published).toHaveLength(160), soon);
    expect(bench.published.map(({ envelope }) => envelope.id)).toEqual(rows.map(({ id }) => id));
  });

  it('orders 9 before 10 and 99 before 100, as numbers', async () => {
    for (let count = 1; count <= 101; count += 1) await bench.append(`${count}`);
    bench.start({ batchSize: 4 });
    await eventually(() => expect(bench.published).toHaveLength(101), soon);
    expect(bench.published.map(({ envelope }) => envelope.registrySeq)).toEqual(Array.from({ length: 101 }, (_, index) => index + 1));
  });

  it('goes on in the middle of a step that is longer than a batch', async () => {
    await bench.append('a', 'b', 'c', 'd', 'e');
    bench.start({ batchSize: 2 });
    await untilPublished('a', 'b', 'c', 'd', 'e');
  });

  it('is woken by the notification of a commit', async () => {
    const relay = bench.start({ pollMs: 3_600_000 });
    bench.listen();
    await eventually(async () => expect((await relay.health()).active).toBe(true), soon);
    await bench.append('a');
    await untilPublished('a');
  });

  it('publishes by polling when no notification comes', async () => {
    const relay = bench.start();
    await eventually(async () => expect((await relay.health()).active).toBe(true), soon);
    await bench.append('a');
    await untilPublished('a');
  });

  it('finishes the batch in flight when it is stopped, and publishes no other', async () => {
    const broker = gate();
    const asked = gate();
    await bench.append('a', 'b');
    const relay = bench.start({
      batchSize: 1,
      publish: async (events) => {
        asked.open();
        await broker.opened;
        await bench.store(events);
      },
    });
    await asked.opened;
    const stopped = relay.stop();
    broker.open();
    await stopped;
    expect(keysOf(bench.published)).toEqual(['a']);
    expect(await bench.position()).toEqual({ seq: 1, ordinal: 1 });
  });

  it('tells how long the oldest event has been waiting, on the replica that stands by too', async () => {
    const stuck = gate();
    const first = bench.start({ publish: () => stuck.opened });
    await eventually(async () => expect((await first.health()).active).toBe(true), soon);
    const second = bench.start({ publish: () => stuck.opened });
    await bench.append('a');
    await eventually(async () => expect((await second.health()).oldestUnpublishedAgeMs).toBeGreaterThan(50), soon);
    expect(await second.health()).toMatchObject({ active: false, lastPublishedAt: undefined });
    stuck.open();
    await eventually(
      async () => expect(await second.health()).toEqual({ active: false, oldestUnpublishedAgeMs: 0, lastPublishedAt: expect.any(Date) }),
      soon,
    );
  });

  it('hands each published batch to the metrics', async () => {
    const counted: number[] = [];
    await bench.append('a', 'b', 'c');
    bench.start({ batchSize: 2, onPublished: (events) => counted.push(events.length) });
    await eventually(() => expect(counted).toEqual([2, 1]), soon);
  });

  it('deletes published events after their retention, and never one that is not published', async () => {
    const first = bench.start();
    await bench.append('old');
    await bench.append('young');
    await untilPublished('old', 'young');
    await first.stop();
    await bench.append('waiting');
    await bench.dataSource.query("UPDATE outbox SET written_at = now() - interval '2 hours' WHERE aggregateid <> 'young'");
    const asked = gate();
    const stuck = gate();
    bench.start({
      retentionMs: 3_600_000,
      publish: () => {
        asked.open();
        return stuck.opened;
      },
    });
    await asked.opened;
    const kept = await bench.dataSource.query('SELECT aggregateid AS key FROM outbox ORDER BY seq');
    stuck.open();
    expect(kept).toEqual([{ key: 'young' }, { key: 'waiting' }]);
  });

  it('forgets in the inbox what no topic keeps any more', async () => {
    await bench.dataSource.query(`INSERT INTO inbox (consumer, event_id, received_at)
      VALUES ('old', gen_random_uuid(), now() - interval '46 days'), ('young', gen_random_uuid(), now() - interval '44 days')`);
    bench.start();
    await eventually(async () => expect(await bench.dataSource.query('SELECT consumer FROM inbox')).toEqual([{ consumer: 'young' }]), soon);
  });
});
