import { type Branch, linesOf, play } from './golden.ts';
import { journey, type Turn } from './journey.ts';
import { wander } from './wander.ts';
import { labelledExit, type World, wiredExits } from './world.ts';

const mostSeeds = 3_000;

/** A short way along each exit that leads somewhere. */
export function recordBranches(world: World): Branch[] {
  const left = new Set(wiredExits(world.flow));
  const label = labelledExit(world);
  const branches: Branch[] = [];
  for (let seed = 0; seed < mostSeeds && left.size > 0; seed += 1) {
    const { entries, exits } = journey(world, wander(world, seed, left));
    const taken = [...exits].filter((exit) => left.has(exit));
    if (taken.length === 0) continue;
    const turns = shortened(
      world,
      entries.map(({ turn }) => turn),
      taken,
    );
    for (const exit of taken) left.delete(exit);
    branches.push(linesOf(play(world, turns), taken.map(label)));
  }
  return branches;
}

/** Without what the way does not need. */
function shortened(world: World, turns: readonly Turn[], taken: readonly string[]): readonly Turn[] {
  const leads = (candidate: readonly Turn[]): boolean => {
    const { entries, exits } = play(world, candidate);
    return entries.length === candidate.length && entries.at(-1)?.effect.kind === 'ended' && taken.every((exit) => exits.has(exit));
  };
  const plain = turns.map(({ atMs: _, random, ...rest }) => ({ ...rest, ...(random !== undefined && { random: rounded(random) }) }));
  let best: readonly Turn[] = leads(plain) ? plain : turns;
  best = withoutDetours(earlyEnd(best, leads), leads);
  best.forEach((_turn, index) => {
    for (const part of ['set', 'random'] as const) {
      const candidate = best.map((turn, at) => (at === index ? without(turn, part) : turn));
      if (leads(candidate)) best = candidate;
    }
    for (const name of Object.keys(best[index]?.set ?? {})) {
      const candidate = best.map((turn, at) => (at === index ? { ...turn, set: without(turn.set ?? {}, name) } : turn));
      if (leads(candidate)) best = candidate;
    }
  });
  return best;
}

function withoutDetours(turns: readonly Turn[], leads: (candidate: readonly Turn[]) => boolean): readonly Turn[] {
  let best = turns;
  for (let index = best.length - 1; index > 0; index -= 1) {
    const candidate = best.toSpliced(index, 1);
    if (leads(candidate)) best = candidate;
  }
  return best;
}

const rounded = (random: number) => Math.floor(random * 100) / 100;

function earlyEnd(turns: readonly Turn[], leads: (candidate: readonly Turn[]) => boolean): readonly Turn[] {
  for (let length = 1; length < turns.length; length += 1) {
    const candidate: Turn[] = [...turns.slice(0, length), { event: { type: 'hang-up' } }];
    if (leads(candidate)) return candidate;
  }
  return turns;
}

function without<T extends object>(owner: T, key: string): T {
  return Object.fromEntries(Object.entries(owner).filter(([name]) => name !== key)) as T;
}
