import { BadJsonPath } from './bad-json-path.ts';

/** Each is a value looked at, and takes 100 ns at most. */
const maxSteps = 60_000;

/** Counts what one use of a path costs, so that no document and no path can hold up the others on this machine. */
export class Steps {
  private left = maxSteps;

  /** @throws BadJsonPath */
  spend(count = 1): void {
    this.left -= count;
    if (this.left < 0) throw new BadJsonPath('it would have to search too much: name the place, or ask for a smaller document');
  }
}
