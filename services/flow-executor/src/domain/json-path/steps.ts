import { BadJsonPath } from './bad-json-path.ts';

/** Each is a value looked at, and takes 60 ns at most on a slow core: all of them less than 4 ms. */
const maxSteps = 60_000;
/** Of UTF-8, as a text that holds everything that was found. */
/** Members of a large map are slow to list. */
const stepsPerMember = 5;
const maxBytes = 1_048_576;
/** Characters that are compared or counted in the time of a step. */
const charactersPerStep = 128;

/** Counts what one use of a path costs, so that no document and no path can hold up the others on this machine. */
export class Steps {
  private left = maxSteps;
  private bytes = 0;

  /** @throws BadJsonPath */
  spend(count = 1): void {
    this.left -= count;
    if (this.left < 0) throw new BadJsonPath('it would have to search too much: name the place, or ask for a smaller document');
  }

  /** For a map of so many members. @throws BadJsonPath */
  list(members: number): void {
    this.spend(stepsPerMember * members);
  }

  /** To be asked before a text of this length is read. @throws BadJsonPath */
  read(length: number): void {
    this.spend(length / charactersPerStep);
  }

  /** Of what was found. @throws BadJsonPath */
  make(bytes: number): void {
    this.spend(1 + bytes / charactersPerStep);
    this.bytes += bytes;
    if (this.bytes > maxBytes) throw new BadJsonPath('it finds more than 1 MiB: name the place, or ask for a smaller document');
  }
}
