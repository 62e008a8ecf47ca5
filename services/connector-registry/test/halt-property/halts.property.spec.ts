import { jest } from '@jest/globals';
import fc from 'fast-check';
import { RealSystem } from './system.ts';

/** What is so whatever the order of the messages. */
interface Model {
  state: 'ACTIVE' | 'INACTIVE' | 'DELETING';
}

type Command = fc.AsyncCommand<Model, RealSystem>;

const transition = (name: string, from: Model['state'], to: Model['state']): fc.Arbitrary<Command> =>
  fc.constant({
    check: ({ state }) => state === from,
    run: async (model, system) => {
      model.state = to;
      await system.change(to);
    },
    toString: () => name,
  });

const always = (name: string, run: (system: RealSystem) => unknown): Command => ({
  check: () => true,
  run: async (_, system) => {
    await run(system);
    await system.goOn();
  },
  toString: () => name,
});

const which = fc.nat({ max: 1 });
const pauses = fc.oneof(fc.integer({ min: 900, max: 1_100 }), fc.integer({ min: 1, max: 6_000 }));
const commands = fc.commands(
  [
    transition('deactivate', 'ACTIVE', 'INACTIVE'),
    transition('reactivate', 'INACTIVE', 'ACTIVE'),
    transition('delete', 'INACTIVE', 'DELETING'),
    pauses.map((ms) => always(`pause ${ms}`, (system) => system.pause(ms))),
    pauses.map((ms) => always(`pause ${ms}`, (system) => system.pause(ms))),
    fc.constant(always('start calls', () => undefined)),
    which.map((index) => always(`crash ${index}`, (system) => system.crash(index))),
    fc.nat({ max: 4 }).map((count) =>
      always(`drop ${count}`, ({ bus }) => {
        bus.drops += count;
      }),
    ),
    fc.nat({ max: 12 }).map((count) =>
      always(`deaf ${count}`, ({ bus }) => {
        bus.unheard += count;
      }),
    ),
    fc.nat({ max: 3 }).map((count) =>
      always(`slow ${count}`, ({ bus }) => {
        bus.slow += count;
      }),
    ),
    fc.nat({ max: 2 }).map((count) =>
      always(`dup ${count}`, ({ bus }) => {
        bus.duplicates += count;
      }),
    ),
    fc
      .tuple(which, fc.integer({ min: -2, max: 2 }))
      .map(([index, ms]) => always(`drift ${index} ${ms}`, (system) => system.drift(index, ms))),
  ],
  { maxCommands: 50, size: '+1' },
);

describe("the registry's use cases and the runtime of holders, on a bus that may reorder, lose and repeat", () => {
  beforeEach(() => {
    jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate', 'Date', 'performance'] });
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it('start nothing beyond the bound, and nothing on what was reported halted (I1, I2, I4)', async () => {
    const seen = { starts: 0, refusals: 0, states: new Set<string>() };
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), commands, async (scheduler, sequence) => {
        const system = await RealSystem.open(scheduler);
        const setup = () => ({ model: { state: 'ACTIVE' } as Model, real: system });
        await fc.scheduledModelRun(scheduler, setup, sequence);
        await system.goOn();
        await system.end();
        seen.starts += system.starts;
        seen.refusals += system.refusals;
        for (const state of system.registry.reported.states) seen.states.add(state);
        expect(system.broken).toEqual([]);
      }),
      { numRuns: 300 },
    );
    // It was no idle run.
    expect([...seen.states].toSorted()).toEqual(['HALTED', 'SUPERSEDED']);
    expect(Math.min(seen.starts, seen.refusals)).toBeGreaterThan(50);
  }, 180_000);
});
