import { globSync } from 'node:fs';
import { join } from 'node:path';
import { dropTemplates } from './create-database.ts';
import { runVariable } from './endpoints.ts';
import { startTestStack, type TestStack } from './test-stack.ts';

/** What this needs of Jest's two configurations. */
interface GlobalConfig {
  testPathPatterns: { toExecutor(options: { rootDir: string }): { isMatch(path: string): boolean } };
}
interface ProjectConfig {
  rootDir: string;
  testPathIgnorePatterns: string[];
}

let stack: TestStack | undefined;
let added: string[] = [];

/** Jest's globalSetup. Starts nothing for a run without integration specs, and nothing that the environment names. */
export async function beginRun(globalConfig: GlobalConfig, projectConfig: ProjectConfig): Promise<void> {
  if (!integrationSpecsToRun(globalConfig, projectConfig)) return;
  stack = await startTestStack();
  added = Object.keys(stack.env).filter((variable) => !process.env[variable]);
  // Workers are started after this and inherit it.
  Object.assign(process.env, stack.env);
}

/** Jest's globalTeardown. What the environment named outlives the run: of that, only what the run has made is removed. */
export async function endRun(): Promise<void> {
  if (!stack) return;
  if (added.includes(runVariable)) await dropTemplates();
  for (const variable of added) delete process.env[variable];
  await stack.stop();
  stack = undefined;
}

export function integrationSpecsToRun({ testPathPatterns }: GlobalConfig, { rootDir, testPathIgnorePatterns }: ProjectConfig): boolean {
  const asked = testPathPatterns.toExecutor({ rootDir });
  const ignored = testPathIgnorePatterns.map((pattern) => new RegExp(pattern));
  return globSync('{src,test}/**/*.int.spec.ts', { cwd: rootDir })
    .map((file) => join(rootDir, file))
    .some((path) => asked.isMatch(path) && !ignored.some((pattern) => pattern.test(path)));
}
