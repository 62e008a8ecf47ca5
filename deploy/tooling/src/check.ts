import { spawn } from 'node:child_process';
import { performance } from 'node:perf_hooks';

export interface CheckResult {
  passed: number;
  failed: number;
  /** What whoever reads only the end of the output has to know. */
  notes?: string[];
}

/** One thing that `npm test` proves. */
export interface Check {
  name: string;
  run(): Promise<CheckResult>;
}

/** Runs a command with its output shown; answers its exit code, 1 where a signal ended it. */
export function runCommand(command: string, args: readonly string[], env: Record<string, string> = {}): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: 'inherit', env: { ...process.env, ...env } });
    child.on('error', reject);
    child.on('exit', (code) => resolve(code ?? 1));
  });
}

/** A check that passes when its command exits with 0. */
export const commandCheck = (name: string, command: string, args: readonly string[]): Check => ({
  name,
  run: async () => ((await runCommand(command, args)) === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 }),
});

/** The same for a script of the root's package.json. */
export const scriptCheck = (name: string, script: string): Check => commandCheck(name, 'npm', ['run', '--silent', script]);

/** Runs every check, also after one that fails, and answers the sum. A check that throws counts as failed. */
export async function runChecks(checks: readonly Check[], print: (line: string) => void): Promise<CheckResult> {
  const total = { passed: 0, failed: 0 };
  const notes: string[] = [];
  for (const check of checks) {
    print(`\n▶ ${check.name}`);
    const started = performance.now();
    const result: CheckResult = await check.run().catch((error: unknown) => {
      print(String(error));
      return { passed: 0, failed: 1 };
    });
    total.passed += result.passed;
    total.failed += result.failed;
    notes.push(...(result.notes ?? []));
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    print(`${result.failed === 0 ? '✔' : '✘'} ${check.name}: ${result.passed} passed, ${result.failed} failed, ${seconds} s`);
  }
  for (const note of notes) print(`\n${note}`);
  return total;
}
