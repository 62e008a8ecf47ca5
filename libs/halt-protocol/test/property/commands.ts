import fc from 'fast-check';
import type { RealSystem } from './real-system.ts';

/** What has to be so whatever the order of the messages: the state as the last command left it. */
export interface Model {
  state: 'ACTIVE' | 'INACTIVE' | 'DELETING' | 'DELETED';
  version: number;
}

type Command = fc.AsyncCommand<Model, RealSystem>;

const transition = (name: string, from: readonly Model['state'][], to: Model['state']): fc.Arbitrary<Command> =>
  fc.constant({
    check: ({ state }) => from.includes(state),
    run: async (model, system) => {
      model.state = to;
      model.version++;
      system.change(to);
      system.startEverywhere();
    },
    toString: () => name,
  });

const always = (name: string, run: (system: RealSystem) => void): Command => ({
  check: () => true,
  run: async (model, system) => {
    run(system);
    system.report();
    system.startEverywhere();
    if (system.record.version !== model.version) throw new Error('the registry has lost count');
  },
  toString: () => name,
});

const holder = fc.nat({ max: 3 });

export const commands = fc.commands(
  [
    transition('deactivate', ['ACTIVE'], 'INACTIVE'),
    transition('reactivate', ['INACTIVE'], 'ACTIVE'),
    transition('delete', ['INACTIVE'], 'DELETING'),
    transition('complete the deletion', ['DELETING'], 'DELETED'),
    fc.constant(always('renew', (system) => system.renewAll())),
    fc.constant(always('start calls', () => undefined)),
    holder.map((index) => always(`crash ${index}`, (system) => system.crash(index))),
    fc.integer({ min: 1, max: 3_000 }).map((ms) => always(`pause ${ms}`, (system) => system.pause(ms))),
    fc.nat({ max: 5 }).map((count) =>
      always(`drop ${count}`, ({ bus }) => {
        bus.drops += count;
      }),
    ),
    fc.nat({ max: 2 }).map((count) =>
      always(`dup ${count}`, ({ bus }) => {
        bus.duplicates += count;
      }),
    ),
    fc
      .tuple(holder, fc.integer({ min: -1, max: 1 }))
      .map(([index, ms]) => always(`drift ${index} ${ms}`, (system) => system.drift(index, ms))),
  ],
  { maxCommands: 60, size: '+1' },
);
