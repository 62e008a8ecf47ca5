// npm run simulate [-- --seeds N] [--seed S] [--plant BUG]: histories of holders, registry replicas, database and topic under faults, all in one
// process and in simulated time. --seed replays one; --plant breaks a rule on purpose.
import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { Coverage } from './coverage.ts';
import { runHistory } from './run-history.ts';
import { type Bug, bugs } from './world/surroundings.ts';

const print = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

const { values } = parseArgs({
  options: { seeds: { type: 'string', default: '2000' }, seed: { type: 'string' }, plant: { type: 'string' } },
});
const [first, count] = values.seed === undefined ? [1, Number(values.seeds)] : [Number(values.seed), 1];
const bug = bugs.find((name) => name === values.plant);
if (!Number.isSafeInteger(first) || !Number.isSafeInteger(count) || count < 1 || bug !== values.plant) {
  print(`usage: npm run simulate -- [--seeds N] [--seed S] [--plant ${bugs.join('|')}]`);
  process.exit(2);
}

/** @returns the seeds that broke an invariant */
function simulate(planted: Bug | undefined): number[] {
  const coverage = new Coverage();
  const started = performance.now();
  const failed: number[] = [];
  let [starts, refusals] = [0, 0];
  for (let seed = first; seed < first + count; seed++) {
    const outcome = runHistory(seed, planted);
    coverage.add(outcome.coverage);
    starts += outcome.starts;
    refusals += outcome.refusals;
    if (outcome.broken === undefined) continue;
    failed.push(seed);
    print(`✘ seed ${seed} ${outcome.broken}\n  replay: npm run simulate -- --seed ${seed}${planted ? ` --plant ${planted}` : ''}`);
    if (failed.length === 5) break;
  }
  for (const [what, times] of [...coverage.counts].toSorted(([a], [b]) => a.localeCompare(b))) print(`  ${what}: ${times}`);
  const rows = coverage.rows();
  const covered = rows.filter(({ isCovered }) => isCovered).map(({ row }) => row);
  print(`rows of the table of faults: ${covered.join(' ')} (${covered.length} of ${rows.length})`);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  print(`${count} histories, ${starts} calls started, ${refusals} refused, ${failed.length} broken, ${seconds} s`);
  const missing = values.seed === undefined && failed.length === 0 ? coverage.missing() : [];
  for (const what of missing) print(`✘ never happened: ${what}`);
  process.exitCode = failed.length + missing.length === 0 ? 0 : 1;
  return failed;
}

simulate(bug);
