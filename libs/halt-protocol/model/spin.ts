import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Scale } from './model-state.ts';
import type { Invariant } from './rules.ts';

const specification = join(import.meta.dirname, 'halt.pml');

export interface Verdict {
  states: number;
  /** Undefined when spin has seen every state and no assertion failed. */
  breaks: Invariant | undefined;
  /** Of the shortest counterexample. */
  steps: number;
}

function run(command: string, args: readonly string[], cwd: string): string {
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd, encoding: 'utf8' });
  if (error !== undefined || status !== 0) throw new Error(`${command} ${args.join(' ')} failed: ${error ?? stdout + stderr}`);
  return stdout;
}

/** Checks `halt.pml`, breadth first, with one rule removed or with all of them. */
export function check(spin: string, mutant: string | undefined, { renewals, lease }: Omit<Scale, 'holders'>): Verdict {
  const folder = mkdtempSync(join(tmpdir(), 'patchbay-spin-'));
  try {
    const defines = [`-DRENEWALS=${renewals}`, `-DLEASE=${lease}`, ...(mutant === undefined ? [] : [`-D${macroOf(mutant)}`])];
    run(spin, [...defines, '-a', specification], folder);
    run('gcc', [mutant === undefined ? '-O2' : '-O0', '-DSAFETY', '-DBFS', '-w', '-o', 'pan', 'pan.c'], folder);
    return verdictOf(run('./pan', ['-w20'], folder));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** `ackBeforeClose` is `ACK_BEFORE_CLOSE` there. */
const macroOf = (mutant: string): string => mutant.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();

function verdictOf(output: string): Verdict {
  const states = Number(/^\s*(\d+) states, stored/m.exec(output)?.[1]);
  const violation = /assertion violated (I\d) \(at depth (\d+)\)/.exec(output);
  const isComplete = /errors: 0$/m.test(output) && !/not completed|too small|out of memory/i.test(output);
  if (Number.isNaN(states) || (violation === null && !isComplete)) throw new Error(`spin came to no result:\n${output}`);
  return { states, breaks: violation?.[1] as Invariant | undefined, steps: Number(violation?.[2] ?? -1) + 1 };
}
