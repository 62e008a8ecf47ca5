import { globSync, readFileSync, rmSync } from 'node:fs';
import { type Check, type CheckResult, runCommand } from './check.ts';

interface JestReport {
  numPassedTests: number;
  numFailedTests: number;
  numRuntimeErrorTestSuites: number;
}

const reports = (target: string): string[] => globSync(`{libs,services,deploy}/*/.jest-${target}.json`);

function read(target: string): CheckResult {
  const sum = { passed: 0, failed: 0 };
  for (const file of reports(target)) {
    const report = JSON.parse(readFileSync(file, 'utf8')) as JestReport;
    sum.passed += report.numPassedTests;
    sum.failed += report.numFailedTests + report.numRuntimeErrorTestSuites;
  }
  return sum;
}

/** Runs a script of the root that runs an Nx target in every project, and adds up what Jest reported. */
export const jestCheck = (
  name: string,
  { script, target }: { script: string; target: string },
  environment: () => Promise<Record<string, string>> = async () => ({}),
): Check => ({
  name,
  async run() {
    for (const file of reports(target)) rmSync(file);
    const exitCode = await runCommand('npm', ['run', '--silent', script], await environment());
    const sum = read(target);
    // A project can fail without a failed test: it did not start, or a suite leaked. That must not be lost in the sum.
    if (exitCode !== 0 && sum.failed === 0) sum.failed = 1;
    if (sum.passed === 0 && sum.failed === 0) throw new Error(`the target ${target} ran no test`);
    return sum;
  },
});
