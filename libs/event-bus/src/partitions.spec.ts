import { eventually } from '@patchbay/testing';
import type { IncomingMessage } from './event-bus.ts';
import { Partitions } from './partitions.ts';

const soon = { withinMs: 2_000 };
const first = { topic: 'tests', partition: 0 };
const second = { topic: 'tests', partition: 1 };
const messageOn = (id: { topic: string; partition: number }, offset: number): IncomingMessage => ({
  ...id,
  offset,
  timestamp: new Date(0),
  key: null,
  value: null,
  headers: new Map(),
});

describe('Partitions', () => {
  let partitions: Partitions;
  let begun: string[];
  let handled: string[];
  let noted: string[];
  let held: PromiseWithResolvers<void>;

  const create = (stallAfterMs = 60_000) =>
    new Partitions({
      handler: async ({ partition, offset }) => {
        begun.push(`${partition}/${offset}`);
        await held.promise;
        handled.push(`${partition}/${offset}`);
      },
      stallAfterMs,
      onHandled: ({ partition }, next) => noted.push(`${partition}/${next}`),
    });

  beforeEach(() => {
    [begun, handled, noted, held] = [[], [], [], Promise.withResolvers()];
    partitions = create();
  });

  afterEach(async () => {
    held.resolve();
    await partitions.stop();
  });

  it('has not joined before something, or nothing, was assigned', () => {
    expect(partitions.progress()).toMatchObject({ joined: false, caughtUp: false });
    partitions.assign([]);
    expect(partitions.progress()).toMatchObject({ joined: true, caughtUp: true, lag: 0 });
  });

  it('has not caught up before it knows where every partition ends', () => {
    partitions.assign([first, second]);
    partitions.find(first)?.locate(5, 5);
    expect(partitions.progress().caughtUp).toBe(false);
    partitions.find(second)?.locate(0, 0);
    expect(partitions.progress().caughtUp).toBe(true);
  });

  it('adds up what the partitions are behind', () => {
    partitions.assign([first, second]);
    partitions.find(first)?.locate(0, 3);
    partitions.find(second)?.locate(1, 5);
    expect(partitions.progress()).toMatchObject({ lag: 7, stalled: false });
  });

  it('does not note what was handled for a partition that has gone', async () => {
    partitions.assign([first, second]);
    partitions.find(first)?.deliver([messageOn(first, 0)], 1);
    partitions.find(second)?.deliver([messageOn(second, 0)], 1);
    await eventually(() => expect(begun).toEqual(['0/0', '1/0']), soon);
    partitions.assign([second]);
    held.resolve();
    await eventually(() => expect(handled).toEqual(['0/0', '1/0']), soon);
    expect(noted).toEqual(['1/1']);
  });

  it('handles a partition that comes back one at a time with what is still in hand', async () => {
    partitions.assign([first]);
    partitions.find(first)?.deliver([messageOn(first, 0)], 1);
    await eventually(() => expect(begun).toEqual(['0/0']), soon);
    partitions.assign([]);
    partitions.assign([first]);
    partitions.find(first)?.deliver([messageOn(first, 7)], 8);
    held.resolve();
    await eventually(() => expect(handled).toEqual(['0/0', '0/7']), soon);
  });

  it('is stalled by a handler that takes too long, which no other client would help', async () => {
    partitions = create(1);
    partitions.assign([first]);
    partitions.find(first)?.deliver([messageOn(first, 0)], 1);
    await eventually(() => expect(partitions.progress().stalled).toBe(true), soon);
    expect(partitions.isStarved()).toBe(false);
  });

  it('stays stalled after a rebuild until it is known that nothing is left, or something is handled', () => {
    partitions.assign([first]);
    partitions.noteStall();
    partitions.revoke();
    expect(partitions.progress()).toMatchObject({ joined: true, stalled: true });
    partitions.assign([first]);
    expect(partitions.progress().stalled).toBe(true);
    partitions.find(first)?.locate(4, 4);
    expect(partitions.progress().stalled).toBe(false);
  });
});
