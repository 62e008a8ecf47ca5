import { settle } from './jest-check.ts';
import { failedProjects, type SuiteResult, suitesOf } from './jest-report.ts';

const passing = (passed: number): SuiteResult => ({ passed, failures: [] });
const failing = (...tests: string[]): SuiteResult => ({
  passed: 1,
  failures: tests.map((test) => ({ test, message: `expected ${test}` })),
});

describe('a second run of what failed', () => {
  const first = new Map([
    ['libs/a/src/steady.spec.ts', passing(3)],
    ['libs/a/src/shaky.spec.ts', failing('is quick')],
    ['libs/b/test/broken.spec.ts', failing('adds', 'subtracts')],
  ]);

  it('counts the tests that failed twice, with what they said', () => {
    const second = new Map([
      ['libs/a/src/shaky.spec.ts', passing(2)],
      ['libs/b/test/broken.spec.ts', failing('adds')],
    ]);
    const { passed, failed, notes = [] } = settle(first, second, 1);
    expect({ passed, failed }).toEqual({ passed: 6, failed: 1 });
    expect(notes.join('\n')).toMatch(/FAILED libs\/b\/test\/broken\.spec\.ts\n {2}adds\n {4}expected adds/);
  });

  it('names those that pass then', () => {
    const { notes = [] } = settle(first, new Map([['libs/a/src/shaky.spec.ts', passing(2)]]), 1);
    expect(notes.join('\n')).toMatch(/UNSTEADY libs\/a\/src\/shaky\.spec\.ts.*\n {2}is quick/);
  });

  it('keeps what failed where the second run says nothing of it', () => {
    expect(settle(first, new Map(), 1)).toMatchObject({ passed: 5, failed: 3 });
  });

  it('fails where all tests pass and the run does not', () => {
    const second = new Map([
      ['libs/a/src/shaky.spec.ts', passing(2)],
      ['libs/b/test/broken.spec.ts', passing(2)],
    ]);
    expect(settle(first, second, 1)).toMatchObject({ failed: 1 });
    expect(settle(first, second, 0)).toMatchObject({ failed: 0 });
  });

  it('is one of the projects that the files belong to', () => {
    expect(failedProjects(first)).toEqual(['libs/a', 'libs/b']);
  });
});

describe('a report of Jest', () => {
  it('counts a file that could not be run as one failure', () => {
    const report = {
      testResults: [{ name: `${process.cwd()}/libs/a/x.spec.ts`, status: 'failed', message: 'cannot find', assertionResults: [] }],
    };
    expect(suitesOf(report)).toEqual([
      ['libs/a/x.spec.ts', { passed: 0, failures: [{ test: 'the file could not be run', message: 'cannot find' }] }],
    ]);
  });
});
