import { setTimeout as sleep } from 'node:timers/promises';
import { isNativeError } from 'node:util/types';

const firstPauseMs = 2;
const longestPauseMs = 50;

class NotSettled extends Error {
  constructor() {
    super('the assertion did not settle');
  }
}

/**
 * Repeats the assertion until it holds, and answers what it returned.
 * @throws its last error, with the time waited, when it did not hold within that time
 */
export async function eventually<T>(assertion: () => T | Promise<T>, { withinMs }: { withinMs: number }): Promise<T> {
  const started = performance.now();
  const leftMs = (): number => withinMs - (performance.now() - started);
  let lastError: unknown;
  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(longestPauseMs, pauseMs * 2)) {
    try {
      return await settled(assertion, leftMs());
    } catch (error) {
      // An attempt that the end of the time has caught says less than those before it.
      if (!(error instanceof NotSettled && lastError !== undefined)) lastError = error;
      if (leftMs() <= 0) throw withTimeWaited(lastError, performance.now() - started);
      await sleep(Math.min(pauseMs, Math.max(0, leftMs())));
    }
  }
}

/** An assertion that never settles must not outlast the time either. */
async function settled<T>(assertion: () => T | Promise<T>, leftMs: number): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new NotSettled()), Math.max(leftMs, firstPauseMs));
  try {
    return await Promise.race([assertion(), late.promise]);
  } finally {
    clearTimeout(timer);
  }
}

function withTimeWaited(error: unknown, waitedMs: number): unknown {
  // Not instanceof: the test's realm has an Error of its own.
  if (!isNativeError(error)) return error;
  const { message, stack } = error;
  error.message = `${message}\n\n(still so after ${Math.round(waitedMs)} ms)`;
  // Jest prints the stack, which has the first message in it.
  if (stack !== undefined) error.stack = stack.replace(message, () => error.message);
  return error;
}
