import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { OrganizationId } from '@patchbay/contracts';
import { z } from 'zod';
import { runningFile } from './layout.ts';
import { commandLineOf } from './process-record.ts';

const RunningStack = z.object({ pid: z.number().int(), organizationId: OrganizationId, executors: z.number().int().positive() });
/** What others on this machine need to know of a stack that is up. `pid` is of the process that started it. */
export type RunningStack = z.infer<typeof RunningStack>;

export const announce = (stack: RunningStack): void => writeFileSync(runningFile, JSON.stringify(stack));
export const withdraw = (): void => rmSync(runningFile, { force: true });

/** The stack that runs now, if one does: the file of a killed one does not count. */
export function findRunningStack(): RunningStack | undefined {
  if (!existsSync(runningFile)) return undefined;
  const stack = RunningStack.safeParse(JSON.parse(readFileSync(runningFile, 'utf8')));
  return stack.success && commandLineOf(stack.data.pid).includes('deploy/local/') ? stack.data : undefined;
}
