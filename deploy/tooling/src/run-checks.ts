import { globSync } from 'node:fs';
import { startTestStack } from '@patchbay/testing';
import { commandCheck, runChecks } from './check.ts';
import { jestCheck } from './jest-check.ts';
import { plantedImportsCheck } from './planted-imports.ts';

const print = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

const projects = globSync('{libs,services,deploy}/*/tsconfig.json').toSorted();
const testStack = startTestStack();

const checks = [
  commandCheck('types', 'tsc', ['-b', ...projects]),
  commandCheck('format and lint', 'biome', ['ci', '--error-on-warnings', '.']),
  commandCheck('boundaries', 'depcruise', ['--config', '.dependency-cruiser.cjs', 'libs', 'services', 'deploy']),
  plantedImportsCheck,
  commandCheck('unused files, exports and dependencies', 'knip', []),
  jestCheck('unit tests', 'test'),
  jestCheck('integration tests', 'int', async () => (await testStack).env),
  jestCheck('whole-system tests', 'e2e'),
];

const { passed, failed } = await runChecks(checks, print);
await (await testStack).stop();
print(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
