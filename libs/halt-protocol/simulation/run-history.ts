import { haltBoundMs, hasLease } from '../src/index.ts';
import { burst } from './burst.ts';
import type { Coverage } from './coverage.ts';
import { healAll, strike } from './faults.ts';
import { InvariantBroken, type TracedRecord } from './history.ts';
import { longestGraceMs } from './world/changes.ts';
import type { HolderProcess } from './world/holder-process.ts';
import type { Bug } from './world/surroundings.ts';
import { World } from './world/world.ts';

/** For frozen processes to wake, delayed messages to arrive and streams to be rebuilt. */
const recoveryMs = 9_000;

export interface Outcome {
  seed: number;
  broken: string | undefined;
  starts: number;
  refusals: number;
  coverage: Coverage;
}

/** One seed, one history: changes and faults for a while, then peace, in which everything has to come right by itself. */
export function runHistory(seed: number, bug?: Bug): Outcome {
  const world = new World(seed, bug);
  let broken: string | undefined;
  try {
    play(world);
  } catch (error) {
    if (!(error instanceof InvariantBroken)) throw error;
    broken = `at ${Math.round(world.timeline.now)} ms: ${error.message}`;
  }
  const { starts, refusals } = world.history;
  return { seed, broken, starts, refusals, coverage: world.coverage };
}

function play(world: World): void {
  const { timeline, rng } = world;
  const stormMs = rng.between(3_000, 14_000);
  const [burstEveryMs, faultEveryMs] = [rng.pick([300, 1_500, 3_000]), rng.pick([200, 700, 2_500])];
  if (rng.chance(0.25)) world.net.disturb({ drop: 0.02, duplicate: 0.02, delay: 0.02, slowMs: 900 }, stormMs);
  repeat(world, stormMs, burstEveryMs, () => burst(world));
  repeat(world, stormMs, faultEveryMs, () => strike(world));
  const check = (): void => world.checkEveryHolder();
  timeline.runUntil(stormMs, check);
  healAll(world);
  timeline.runUntil(stormMs + recoveryMs + 2 * haltBoundMs(world.terms, longestGraceMs), check);
  checkRecovered(world);
}

function repeat(world: World, until: number, everyMs: number, run: () => void): void {
  world.timeline.after(world.rng.between(0, 2 * everyMs), () => {
    if (world.timeline.now >= until) return;
    run();
    repeat(world, until, everyMs, run);
  });
}

/** Nothing stays behind: every halt has its result, every holder serves the state that is. */
function checkRecovered({ db, holders }: World): void {
  db.read(({ halts, connectors }) => {
    for (const { result, connectorId, version } of halts.values())
      require(result !== undefined, `the halt of ${connectorId} v${version} has no result`);
    for (const holder of holders) {
      require(hasLease(holder.state, holder.host.moment), `${holder.host.name} has no lease`);
      for (const { record } of connectors.values()) checkServed(holder, record);
    }
  });
}

function checkServed({ host, state }: HolderProcess, { connectorId, version, commit }: TracedRecord): void {
  const gate = state.connectors.get(connectorId);
  const isRight = gate?.status === 'QUARANTINED' || gate?.record?.commit === commit;
  require(isRight, `${host.name} has ${connectorId} v${gate?.version}, which is v${version}`);
}

function require(holds: boolean, otherwise: string): void {
  if (!holds) throw new InvariantBroken('recovery', otherwise);
}
