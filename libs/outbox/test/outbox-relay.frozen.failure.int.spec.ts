import { jest } from '@jest/globals';
import { PostgresUnavailable } from '@patchbay/postgres';
import { eventually } from '@patchbay/testing';
import { gate, RelayBench } from './relay-bench.ts';
import { keysOf } from './things.ts';

/** The lease, and what the others need to notice. */
const takenOver = { withinMs: 5_000 };

/** A process that is frozen beats no more, while its sockets stay open: so does one whose intervals do not come. */
describe('OutboxRelay, when its process is frozen', () => {
  let bench: RelayBench;

  beforeEach(async () => {
    bench = await RelayBench.open();
  });

  afterEach(async () => {
    jest.useRealTimers();
    await bench.close();
  });

  it('is taken over by another, and publishes nothing after it has woken', async () => {
    const asked: string[] = [];
    const reached = gate();
    const frozen = gate();
    await bench.append('a');
    jest.useFakeTimers({ doNotFake: everythingButIntervals });
    const first = bench.start({
      publish: async (events) => {
        asked.push(...keysOf(events));
        reached.open();
        await frozen.opened;
      },
    });
    await reached.opened;
    jest.useRealTimers();
    const second = bench.start();
    await bench.append('b');
    const frozenAt = performance.now();
    await eventually(() => expect(keysOf(bench.published)).toEqual(['a', 'b']), takenOver);
    expect(performance.now() - frozenAt).toBeGreaterThan(2_000);

    frozen.open();
    await eventually(() => expect(bench.errors).toEqual([expect.any(PostgresUnavailable)]), takenOver);
    await bench.append('c');
    await eventually(() => expect(keysOf(bench.published)).toEqual(['a', 'b', 'c']), takenOver);
    expect(asked).toEqual(['a']);
    expect([(await first.health()).active, (await second.health()).active]).toEqual([false, true]);
  });

  it('keeps the lock for as long as it beats, however long a publication takes', async () => {
    const slow = gate();
    const reached = gate();
    await bench.append('a');
    bench.start({
      publish: async (events) => {
        reached.open();
        await slow.opened;
        await bench.store(events);
      },
    });
    await reached.opened;
    const second = bench.start();
    const longerThanTheLease = performance.now() + 4_000;
    await eventually(() => expect(performance.now()).toBeGreaterThan(longerThanTheLease), takenOver);
    expect((await second.health()).active).toBe(false);
    slow.open();
    await eventually(() => expect(keysOf(bench.published)).toEqual(['a']), takenOver);
    expect(bench.errors).toEqual([]);
  });
});

const everythingButIntervals: (
  | 'setTimeout'
  | 'clearTimeout'
  | 'setImmediate'
  | 'clearImmediate'
  | 'nextTick'
  | 'queueMicrotask'
  | 'performance'
  | 'hrtime'
  | 'Date'
)[] = ['setTimeout', 'clearTimeout', 'setImmediate', 'clearImmediate', 'nextTick', 'queueMicrotask', 'performance', 'hrtime', 'Date'];
