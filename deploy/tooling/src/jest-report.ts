import { globSync, readFileSync, rmSync } from 'node:fs';
import { dirname, relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';

/** What Jest writes with `--json`, as far as it is read here. */
interface JestReport {
  testResults: {
    name: string;
    status: string;
    message: string;
    assertionResults: { status: string; fullName: string; failureMessages: string[] }[];
  }[];
}

/** How the tests of one spec file ended. A file that could not be run counts as one failed test. */
export interface SuiteResult {
  passed: number;
  failures: { test: string; message: string }[];
}

/** By the path of the spec file, below the root. */
export type SuiteResults = ReadonlyMap<string, SuiteResult>;

const reportsOf = (target: string): string[] => globSync(`{libs,services,deploy}/*/.jest-${target}.json`);

export function forgetReports(target: string): void {
  for (const file of reportsOf(target)) rmSync(file);
}

export function readReports(target: string): SuiteResults {
  return new Map(reportsOf(target).flatMap((file) => suitesOf(JSON.parse(readFileSync(file, 'utf8')) as JestReport)));
}

export function suitesOf({ testResults }: JestReport): [string, SuiteResult][] {
  return testResults.map(({ name, status, message, assertionResults }) => {
    const passed = assertionResults.filter((test) => test.status === 'passed').length;
    const failures = assertionResults
      .filter((test) => test.status === 'failed')
      .map(({ fullName, failureMessages }) => ({ test: fullName, message: plain(failureMessages.join('\n')) }));
    if (status === 'failed' && failures.length === 0) failures.push({ test: 'the file could not be run', message: plain(message) });
    return [relative(process.cwd(), name), { passed, failures }];
  });
}

/** Without colours, and without the frames of the runner. */
const plain = (message: string): string => stripVTControlCharacters(message).replaceAll(/\n +at .*node_modules.*/g, '');

export const failedFiles = (results: SuiteResults): string[] =>
  [...results].flatMap(([file, { failures }]) => (failures.length > 0 ? [file] : []));

/** Folders of the projects that have a failed spec file. */
export const failedProjects = (results: SuiteResults): string[] => [
  ...new Set(failedFiles(results).map((file) => dirname(file).split('/').slice(0, 2).join('/'))),
];
