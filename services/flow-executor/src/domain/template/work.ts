import { TemplateFailed } from './template-failed.ts';

/** Longest text that a template may make, in characters. */
const maxTextLength = 1_048_576;
/** Each unit is a character read or made: this many take less than 10 ms. */
const unitsPerTemplate = 2 * maxTextLength;
const unitsPerExecution = 16 * maxTextLength;

/** Counts what the templates of one execution cost, so that none of them can hold up the others on this machine. */
export class Work {
  private spent = 0;
  private limit = unitsPerTemplate;

  beginTemplate(): void {
    this.limit = Math.min(this.spent + unitsPerTemplate, unitsPerExecution);
  }

  spend(units: number): void {
    this.spent += units;
    if (this.spent > this.limit) throw new TemplateFailed('a template does too much work: let it handle shorter values');
  }

  /** To be asked before a text of this length is made. */
  make(length: number): void {
    this.fit(length);
    this.spend(length);
  }

  fit(length: number): void {
    if (length > maxTextLength)
      throw new TemplateFailed(`a template makes a text of more than ${maxTextLength} characters: let it handle shorter values`);
  }
}
