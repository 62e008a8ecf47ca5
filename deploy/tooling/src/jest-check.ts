import { readFileSync } from 'node:fs';
import { type Check, type CheckResult, runCommand } from './check.ts';
import { failedFiles, failedProjects, forgetReports, readReports, type SuiteResults } from './jest-report.ts';

interface Target {
  /** Of the root's package.json: runs the target in every project. */
  script: string;
  /** Of Nx. */
  target: string;
}

/**
 * Runs the tests of every project, and adds up what Jest reported. Spec files that failed are run once more, alone: where a machine was too busy
 * for a test, it passes then, and is named at the end, since it has to be mended all the same.
 */
export const jestCheck = (
  name: string,
  { script, target }: Target,
  environment: () => Promise<Record<string, string>> = async () => ({}),
): Check => ({
  name,
  async run() {
    const env = await environment();
    forgetReports(target);
    const exitCode = await runCommand('npm', ['run', '--silent', script], env);
    const first = readReports(target);
    if (failedFiles(first).length === 0) return sumOf(first, exitCode);
    forgetReports(target);
    const projects = failedProjects(first).map(packageName).join(',');
    const again = await runCommand(
      'nx',
      ['run-many', '-t', target, '-p', projects, '--parallel=1', '--outputStyle=static', '--onlyFailures'],
      env,
    );
    return settle(first, readReports(target), again);
  },
});

/** What counts is the second run of those that failed in the first one. */
export function settle(first: SuiteResults, second: SuiteResults, exitCode: number): CheckResult {
  const last = new Map([...first, ...second]);
  const unsteady = failedFiles(first).filter((file) => second.get(file)?.failures.length === 0);
  const result = sumOf(last, exitCode);
  return { ...result, notes: [...unsteady.map((file) => unsteadyNote(file, first)), ...(result.notes ?? [])] };
}

function sumOf(results: SuiteResults, exitCode: number): CheckResult {
  const suites = [...results.values()];
  const passed = suites.reduce((sum, suite) => sum + suite.passed, 0);
  const failed = suites.reduce((sum, { failures }) => sum + failures.length, 0);
  if (passed === 0 && failed === 0) throw new Error('no test ran');
  // A project can fail without a failed test: it did not start, or a suite leaked. That must not be lost in the sum.
  return { passed, failed: failed || (exitCode === 0 ? 0 : 1), notes: failedFiles(results).map((file) => failedNote(file, results)) };
}

const failedNote = (file: string, results: SuiteResults): string => `FAILED ${file}\n${failuresOf(file, results)}`;
const unsteadyNote = (file: string, first: SuiteResults): string =>
  `UNSTEADY ${file}: it failed, and passed when it was run once more\n${failuresOf(file, first)}`;

function failuresOf(file: string, results: SuiteResults): string {
  const failures = results.get(file)?.failures ?? [];
  return failures.map(({ test, message }) => `  ${test}\n${message.replaceAll(/^/gm, '    ')}`).join('\n');
}

const packageName = (folder: string): string => (JSON.parse(readFileSync(`${folder}/package.json`, 'utf8')) as { name: string }).name;
