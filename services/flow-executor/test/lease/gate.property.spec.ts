import { jest } from '@jest/globals';
import fc from 'fast-check';
import { ExecutorsOnBus } from './executors-on-bus.ts';

/** What is so whatever the order of the messages. */
interface Model {
  state: 'ACTIVE' | 'INACTIVE' | 'DELETED';
}

type Command = fc.AsyncCommand<Model, ExecutorsOnBus>;

const mode = fc.constantFrom('abort' as const, 'drain' as const);
const transition = (from: Model['state'], to: Model['state']): fc.Arbitrary<Command> =>
  mode.map((how) => ({
    check: ({ state }) => state === from,
    run: async (model, system) => {
      model.state = to;
      system.change(to, how);
      system.callEverywhere();
    },
    toString: () => `${to} ${how}`,
  }));

const always = (name: string, run: (system: ExecutorsOnBus) => unknown): Command => ({
  check: () => true,
  run: async (_, system) => {
    await run(system);
    system.callEverywhere();
  },
  toString: () => name,
});

const which = fc.nat({ max: 1 });
const pauses = fc.oneof(fc.integer({ min: 900, max: 1_100 }), fc.integer({ min: 1, max: 6_000 }));
const trouble = (name: 'drops' | 'unheard' | 'slow' | 'duplicates', max: number): fc.Arbitrary<Command> =>
  fc.nat({ max }).map((count) =>
    always(`${name} ${count}`, ({ bus }) => {
      bus[name] += count;
    }),
  );

const commands = fc.commands(
  [
    transition('ACTIVE', 'INACTIVE'),
    transition('INACTIVE', 'ACTIVE'),
    transition('INACTIVE', 'DELETED'),
    pauses.map((ms) => always(`pause ${ms}`, (system) => system.pause(ms))),
    pauses.map((ms) => always(`pause ${ms}`, (system) => system.pause(ms))),
    fc.constant(always('calls', () => undefined)),
    which.map((index) => always(`crash ${index}`, (system) => system.crash(index))),
    trouble('drops', 4),
    trouble('unheard', 12),
    trouble('slow', 3),
    trouble('duplicates', 2),
    fc
      .tuple(which, fc.integer({ min: -2, max: 2 }))
      .map(([index, ms]) => always(`drift ${index} ${ms}`, (system) => system.drift(index, ms))),
  ],
  { maxCommands: 50, size: '+1' },
);

describe('the gate, its keeper and the tokens of executors, on a bus that may reorder, lose and repeat', () => {
  beforeEach(() => {
    jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate'] });
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it('let no call start beyond the bound, or on what was reported halted, and acknowledge what has stopped (I1, I2, R5)', async () => {
    const seen = { starts: 0, refusals: 0, halted: 0, superseded: 0 };
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), commands, async (scheduler, sequence) => {
        const system = new ExecutorsOnBus(scheduler);
        await fc.scheduledModelRun(scheduler, () => ({ model: { state: 'ACTIVE' } as Model, real: system }), sequence);
        await system.end();
        for (const what of ['starts', 'refusals', 'halted', 'superseded'] as const) seen[what] += system.seen[what];
        expect(system.broken).toEqual([]);
      }),
      { numRuns: 300 },
    );
    // It was no idle run.
    expect(Math.min(...Object.values(seen))).toBeGreaterThan(10);
  }, 180_000);
});
