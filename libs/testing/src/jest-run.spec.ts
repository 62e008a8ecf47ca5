import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { integrationSpecsToRun } from './jest-run.ts';

describe('integrationSpecsToRun', () => {
  let rootDir: string;

  beforeEach(() => {
    rootDir = mkdtempSync(join(tmpdir(), 'patchbay-jest-run-'));
    for (const folder of ['src', 'test']) mkdirSync(join(rootDir, folder));
    writeFileSync(join(rootDir, 'src/gate.spec.ts'), '');
  });

  afterEach(() => rmSync(rootDir, { recursive: true }));

  const decide = (asked = '', ignored: string[] = ['/node_modules/']) =>
    integrationSpecsToRun(
      { testPathPatterns: { toExecutor: () => ({ isMatch: (path) => path.includes(asked) }) } },
      { rootDir, testPathIgnorePatterns: ignored },
    );

  it('finds none in a project of unit specs', () => {
    expect(decide()).toBe(false);
  });

  it('finds one in either folder', () => {
    writeFileSync(join(rootDir, 'src/repository.int.spec.ts'), '');
    expect(decide()).toBe(true);
  });

  it('leaves out those that were not asked for', () => {
    writeFileSync(join(rootDir, 'test/relay.failure.int.spec.ts'), '');
    expect(decide('gate')).toBe(false);
    expect(decide('relay')).toBe(true);
  });

  it('leaves out those that are ignored, as the target for unit specs does', () => {
    writeFileSync(join(rootDir, 'test/relay.int.spec.ts'), '');
    expect(decide('', ['\\.int\\.spec\\.ts$'])).toBe(false);
  });
});
