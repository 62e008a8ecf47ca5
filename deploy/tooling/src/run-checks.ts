import { globSync } from 'node:fs';
import { startTestStack } from '@patchbay/testing';
import { commandCheck, runChecks, scriptCheck } from './check.ts';
import { jestCheck } from './jest-check.ts';
import { observabilityCheck } from './observability/observability-check.ts';
import { plantedImportsCheck } from './planted-imports.ts';

const print = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

const projects = globSync('{libs,services,deploy}/*/tsconfig.json').toSorted();
const testStack = startTestStack();

const checks = [
  commandCheck('types', 'tsc', ['-b', ...projects]),
  scriptCheck('format and lint', 'lint'),
  scriptCheck('boundaries', 'boundaries'),
  plantedImportsCheck,
  scriptCheck('unused files, exports and dependencies', 'unused'),
  observabilityCheck,
  scriptCheck('the model of the halt protocol, in TypeScript and Promela', 'check-model'),
  scriptCheck('the halt protocol under 2,000 simulated histories', 'simulate'),
  jestCheck('unit tests', { script: 'test:unit', target: 'test' }),
  jestCheck('integration tests', { script: 'test:int', target: 'int' }, async () => (await testStack).env),
  jestCheck('whole-system tests', { script: 'test:e2e', target: 'e2e' }),
];

const { passed, failed } = await runChecks(checks, print);
await (await testStack).stop();
print(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
