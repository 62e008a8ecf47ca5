import type { OutgoingEvent } from '@patchbay/contracts';
import { PostgresUnavailable } from '@patchbay/postgres';
import { eventually } from '@patchbay/testing';
import { gate, RelayBench } from './relay-bench.ts';
import { keysOf } from './things.ts';

const soon = { withinMs: 10_000 };

describe('OutboxRelay, when something fails', () => {
  let bench: RelayBench;

  beforeEach(async () => {
    bench = await RelayBench.open();
  });

  afterEach(() => bench.close());

  const untilPublished = (...keys: string[]) => eventually(() => expect(keysOf(bench.published)).toEqual(keys), soon);

  it('publishes a batch again, in the same order, when it is killed between publishing and marking', async () => {
    await bench.append('a', 'b');
    await bench.append('c');
    let killed = false;
    bench.start({
      publish: async (events) => {
        await bench.store(events);
        if (killed) return;
        killed = true;
        await bench.terminateActive();
      },
    });
    await untilPublished('a', 'b', 'c', 'a', 'b', 'c');
    expect(bench.errors).toEqual([expect.any(PostgresUnavailable)]);
  });

  it('keeps the order while publishing fails, skips nothing, and asks for less at once', async () => {
    const sizes: number[] = [];
    const outage = new Error('broker away');
    bench.start({
      publish: async (events) => {
        sizes.push(events.length);
        if (sizes.length <= 3) throw outage;
        await bench.store(events);
      },
      batchSize: 4,
    });
    await bench.append('a', 'b', 'c', 'd');
    await bench.append('e');
    await untilPublished('a', 'b', 'c', 'd', 'e');
    expect(bench.errors).toEqual([outage, outage, outage]);
    expect(sizes[3]).toBe(1);
  });

  it('has one active relay; another takes over when its session dies, and the first publishes no more', async () => {
    await bench.append('a');
    const firstAsked = gate();
    const broker = gate();
    const asked: string[] = [];
    const first = bench.start({
      publish: async (events) => {
        asked.push(...keysOf(events));
        firstAsked.open();
        await broker.opened;
      },
    });
    await firstAsked.opened;
    const second = bench.start();
    await bench.terminateActive();
    await untilPublished('a');
    await bench.append('b');
    await untilPublished('a', 'b');
    broker.open();
    await eventually(() => expect(bench.errors).toEqual([expect.any(PostgresUnavailable)]), soon);
    await bench.append('c');
    await untilPublished('a', 'b', 'c');
    expect(asked).toEqual(['a']);
    expect([(await first.health()).active, (await second.health()).active]).toEqual([false, true]);
  });

  it('leaves the publishing to the other relay after being stopped', async () => {
    const first = bench.start();
    await eventually(async () => expect((await first.health()).active).toBe(true), soon);
    const second = bench.start();
    await first.stop();
    await eventually(async () => expect((await second.health()).active).toBe(true), soon);
  });

  it('publishes by one relay alone while several run', async () => {
    const publishers = new Set<number>();
    const publishAs = (relay: number) => async (events: readonly OutgoingEvent[]) => {
      publishers.add(relay);
      await bench.store(events);
    };
    for (const relay of [1, 2, 3]) bench.start({ publish: publishAs(relay) });
    const keys = Array.from({ length: 30 }, (_, index) => `${index}`);
    for (const key of keys) await bench.append(key);
    await untilPublished(...keys);
    expect(publishers.size).toBe(1);
  });

  it('stops while the broker is away', async () => {
    const relay = bench.start({ publish: () => Promise.reject(new Error('broker away')) });
    await bench.append('a');
    await eventually(() => expect(bench.errors.length).toBeGreaterThan(2), soon);
    await relay.stop();
    expect(await bench.position()).toEqual({ seq: 0, ordinal: 0 });
  });
});
