import { isNativeError } from 'node:util/types';

const members = (error: unknown): { name?: unknown; type?: unknown; retriable?: unknown; cause?: unknown } =>
  isNativeError(error) ? error : {};

/** The error and what caused it, outermost first. */
function* chainOf(error: unknown): Generator<ReturnType<typeof members>> {
  let link = error;
  for (let depth = 0; isNativeError(link) && depth < 5; depth += 1) {
    const found = members(link);
    yield found;
    link = found.cause;
  }
}

/** True for what passes when the broker is back; false for a fault of the client itself, which it does not recover from. */
export const isPassing = (error: unknown): boolean =>
  [...chainOf(error)].some(({ name, retriable }) => name === 'KafkaJSNumberOfRetriesExceeded' || retriable === true);

const coordinatorTypes = new Set<unknown>(['GROUP_COORDINATOR_NOT_AVAILABLE', 'NOT_COORDINATOR_FOR_GROUP', 'GROUP_LOAD_IN_PROGRESS']);

/** A broker that has just started refuses the first ones; the next attempt succeeds. */
export const isColdCoordinator = (error: unknown): boolean => [...chainOf(error)].some(({ type }) => coordinatorTypes.has(type));

export const isTooLarge = (error: unknown): boolean => [...chainOf(error)].some(({ type }) => type === 'MESSAGE_TOO_LARGE');
