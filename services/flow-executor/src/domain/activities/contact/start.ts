import { type ActivityKind, exitBy } from '../activity.ts';

/** NewContact, once NewPhoneContact. Its outputs are there from the beginning. */
export const start: ActivityKind = {
  exits: () => ['out'],
  compile: () => ({ run: () => exitBy('out') }),
};

/** The root of an event flow. */
export const eventRoot: ActivityKind = {
  exits: () => [],
  compile: () => ({ run: () => exitBy('out') }),
};
