// npm run check-model [-- --full]: searches the model in TypeScript and checks the same specification in Promela with spin. Every state has to
// be seen without a broken invariant; with any one rule removed, both have to find how that breaks the invariant which the rule is for.
import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import type { Scale } from './model-state.ts';
import { lawfulRules, mutants, type Rules } from './rules.ts';
import { type Found, search } from './search.ts';
import { check } from './spin.ts';
import { findSpin } from './spin-tool.ts';

const { values } = parseArgs({ options: { full: { type: 'boolean', default: false } } });
const small: Scale = { holders: 1, renewals: 1, lease: 4 };
const large: Scale = { holders: 1, renewals: 2, lease: 2 };

let failures = 0;
const print = (line: string): void => {
  process.stdout.write(`${line}\n`);
};
function expect(holds: boolean, line: string): void {
  if (!holds) failures++;
  print(`${holds ? '✔' : '✘'} ${line}`);
}

function timed<T>(run: () => T): [T, string] {
  const started = performance.now();
  return [run(), `${((performance.now() - started) / 1000).toFixed(1)} s`];
}

const sizeOf = ({ holders, renewals, lease }: Scale): string => `${holders} holder, ${renewals} RENEW outstanding, L = ${lease}`;
const searched = (rules: Rules, scale: Scale): [Found, string] => timed(() => search(rules, scale));

/** Both have the same states: one of them that forgot a rule or a message would have others. */
function exhaust(spin: string, scale: Scale): void {
  const [{ states, counterexample, starts, reports }, seconds] = searched(lawfulRules, scale);
  const way = counterexample ? `, ${counterexample.breaks} broken: ${counterexample.steps.join('; ')}` : '';
  expect(
    counterexample === undefined && starts > 0 && reports > 0,
    `TypeScript, ${sizeOf(scale)}: ${states} states, ${starts} calls, ${reports} reports, ${seconds}${way}`,
  );
  const [verdict, spinSeconds] = timed(() => check(spin, undefined, scale));
  expect(
    verdict.breaks === undefined && verdict.states === states,
    `spin, ${sizeOf(scale)}: ${verdict.states} states, ${spinSeconds}${verdict.breaks ? `, ${verdict.breaks} broken` : ''}`,
  );
}

const spin = findSpin();
print('every state, all rules in force');
exhaust(spin, small);
if (values.full) exhaust(spin, large);

print('\none rule removed: the shortest way to break its invariant');
for (const [name, { removes, breaks, rules }] of Object.entries(mutants)) {
  const { counterexample } = search(rules, large);
  const verdict = check(spin, name, large);
  const caught = counterexample?.breaks === breaks && verdict.breaks === breaks && verdict.steps === counterexample.steps.length;
  expect(
    caught,
    `${name} (${removes}): ${breaks} in ${counterexample?.steps.length ?? 'no'} steps, spin: ${verdict.breaks} in ${verdict.steps}`,
  );
  print(`  ${counterexample?.steps.join('; ') ?? 'not caught'}`);
}
print(failures === 0 ? '\nthe model holds, and every mutant is caught' : `\n${failures} of these are not as they have to be`);
process.exitCode = failures === 0 ? 0 : 1;
