import { eventually } from '@patchbay/testing';
import type { IncomingMessage, MessageHandler } from './event-bus.ts';
import { Partition } from './partition.ts';

const soon = { withinMs: 2_000 };
const at = (offset: number): IncomingMessage => ({
  topic: 'tests',
  partition: 0,
  offset,
  timestamp: new Date(0),
  key: null,
  value: null,
  headers: new Map(),
});

describe('Partition', () => {
  let handled: number[];
  let held: PromiseWithResolvers<void>;
  let partition: Partition;

  const create = (handler: MessageHandler = async ({ offset }) => void handled.push(offset)) =>
    new Partition({ handler, onHandled: () => undefined, firstPauseMs: 1 });
  const holding = () =>
    create(async ({ offset }) => {
      await held.promise;
      handled.push(offset);
    });

  beforeEach(() => {
    handled = [];
    held = Promise.withResolvers();
  });

  afterEach(async () => {
    held.resolve();
    await partition.drop();
  });

  it('skips what it has taken in already, when it is delivered again', async () => {
    partition = create();
    partition.deliver([at(0), at(1)], 3);
    partition.deliver([at(0), at(1), at(2)], 3);
    await eventually(() => expect(handled).toEqual([0, 1, 2]), soon);
  });

  it('after a rewind handles the message in hand to its end, and takes in again what was queued behind it', async () => {
    partition = holding();
    partition.deliver([at(0), at(1), at(2)], 3);
    partition.rewind();
    expect(partition.backlog).toBe(1);
    partition.deliver([at(0), at(1), at(2)], 3);
    held.resolve();
    await eventually(() => expect(handled).toEqual([0, 1, 2]), soon);
  });

  it('after a rewind goes on where somebody else has got to', async () => {
    partition = holding();
    partition.deliver([at(0), at(1), at(2)], 9);
    partition.rewind();
    partition.deliver([at(7), at(8)], 9);
    held.resolve();
    await eventually(() => expect(handled).toEqual([0, 7, 8]), soon);
  });

  it('begins anew when the topic was made anew', async () => {
    partition = create();
    partition.deliver([at(0), at(1), at(2)], 3);
    await eventually(() => expect(handled).toEqual([0, 1, 2]), soon);
    partition.deliver([at(0)], 1);
    await eventually(() => expect(handled).toEqual([0, 1, 2, 0]), soon);
    expect(partition.lag).toBe(0);
  });

  it('is not behind because of an answer of the broker that is older than what it has handled', async () => {
    partition = create();
    partition.deliver([at(0), at(1)], 2);
    await eventually(() => expect(handled).toEqual([0, 1]), soon);
    partition.locate(0, 1);
    expect({ lag: partition.lag, next: partition.next }).toEqual({ lag: 0, next: 2 });
  });

  it('counts only what the topic still has', () => {
    partition = create();
    partition.locate(0, 10);
    expect(partition.lag).toBe(10);
    partition.locate(10, 10);
    expect(partition.lag).toBe(0);
  });

  it('has caught up when it is past the end that there was first, however much has come since', async () => {
    partition = create();
    partition.locate(0, 2);
    partition.locate(0, 9);
    expect(partition.caughtUp).toBe(false);
    partition.deliver([at(0), at(1)], 9);
    await eventually(() => expect(partition.caughtUp).toBe(true), soon);
    expect(partition.lag).toBe(7);
  });

  it('is starved by a client that delivers nothing, not by a handler that takes its time', async () => {
    partition = holding();
    partition.locate(0, 1);
    const later = performance.now() + 60_000;
    expect(partition.starvedForMs(later)).toBeGreaterThan(59_000);
    partition.deliver([at(0)], 1);
    expect(partition.starvedForMs(later)).toBe(0);
    expect(partition.stuckForMs(later)).toBeGreaterThan(59_000);
    held.resolve();
    await eventually(() => expect(partition.stuckForMs(later)).toBe(0), soon);
  });

  it('handles different keys beside each other, and is past them when all are handled', async () => {
    const failures = new Set([2]);
    const order: number[] = [];
    partition = create(async ({ offset }) => {
      order.push(offset);
      if (failures.delete(offset)) throw new Error('not now');
      handled.push(offset);
    });
    const keyed = ['a', 'b', 'c', 'a', 'b'].map((key, offset) => ({ ...at(offset), key: Buffer.from(key) }));
    partition.deliver(keyed, 5);
    await eventually(() => expect(handled).toEqual([0, 1, 2, 3, 4]), soon);
    expect(order).toEqual([0, 1, 2, 2, 3, 4]);
    expect(partition.next).toBe(5);
  });

  it('when it is dropped is past those that were handled before the first that was not', async () => {
    partition = create(async ({ offset }) => {
      if (offset === 2) throw new Error('not now');
      handled.push(offset);
    });
    partition.deliver(
      ['a', 'b', 'c', 'd'].map((key, offset) => ({ ...at(offset), key: Buffer.from(key) })),
      4,
    );
    await eventually(() => expect(handled).toEqual([0, 1, 3]), soon);
    await partition.drop();
    expect(partition.next).toBe(2);
  });

  it('waits for what its former self has in hand', async () => {
    const former = Promise.withResolvers<void>();
    partition = new Partition({
      handler: async ({ offset }) => void handled.push(offset),
      after: former.promise,
      onHandled: () => undefined,
    });
    partition.deliver([at(0)], 1);
    expect(handled).toEqual([]);
    former.resolve();
    await eventually(() => expect(handled).toEqual([0]), soon);
  });

  it('finishes what it has in hand when it is dropped, and begins nothing more', async () => {
    const begun = Promise.withResolvers<void>();
    partition = create(async ({ offset }) => {
      begun.resolve();
      await held.promise;
      handled.push(offset);
    });
    partition.deliver([at(0), at(1)], 2);
    await begun.promise;
    const dropped = partition.drop();
    held.resolve();
    await dropped;
    partition.deliver([at(2)], 3);
    expect(handled).toEqual([0]);
  });
});
