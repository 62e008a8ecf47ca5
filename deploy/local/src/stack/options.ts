import { parseArgs } from 'node:util';
import { StackFailure } from './failure.ts';

export interface StackOptions {
  /** Number of flow-executor processes. */
  executors: number;
  /** Forget all data of earlier runs. */
  reset: boolean;
}

const maxExecutors = 8;

/** @throws StackFailure naming the option that is wrong. */
export function readOptions(args: string[]): StackOptions {
  const { executors, reset } = parse(args);
  const count = Number(executors);
  if (!Number.isInteger(count) || count < 1 || count > maxExecutors) {
    throw new StackFailure(`--executors takes a whole number from 1 to ${maxExecutors}, not "${executors}"`);
  }
  return { executors: count, reset };
}

function parse(args: string[]): { executors: string; reset: boolean } {
  try {
    return parseArgs({ args, options: { executors: { type: 'string', default: '2' }, reset: { type: 'boolean', default: false } } }).values;
  } catch (error) {
    throw new StackFailure(`${(error as Error).message} (options: --executors N, --reset)`);
  }
}
