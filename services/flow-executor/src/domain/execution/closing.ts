import type { Outcome } from './outcome.ts';

/** Ends that no activity leads to. */
export const waitLimit: Outcome = {
  type: 'FAILED',
  code: 'execution.wait-limit',
  message: 'the execution waited longer than it may: the platform told of nothing more',
};

export const executorLost: Outcome = {
  type: 'UNKNOWN',
  code: 'execution.executor-lost',
  message: 'the executor that ran it is gone: what it had sent is not known',
};
