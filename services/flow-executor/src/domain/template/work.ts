import { isMap, textOf, type Value } from '../values/value.ts';
import { TemplateFailed } from './template-failed.ts';

/** Longest text that a template may make, in characters. */
const maxTextLength = 1_048_576;
/** A unit takes 5 ns at most, so that this many take 10 ms: `cost` says what takes how many. */
const unitsPerTemplate = 2 * maxTextLength;
const unitsPerExecution = 16 * maxTextLength;
/** Deeper values take more stack than there may be. */
const maxDepth = 500;
/** An element of a list weighs as much as this many characters. */
const elementSize = 8;

/** In units. A character that is read or made costs one; what is dearer than that is here. */
export const cost = {
  /** An operator, filter, method or test. */
  step: 50,
  /** An element of a list that is looked at or copied. */
  element: 16,
  /** Listing or making a member of a map. */
  member: 200,
  /** A number with a fraction, written down. */
  fraction: 60,
  scalar: 24,
  /** A character beyond Latin-1 in another case. */
  wideCharacter: 3,
  /** A character in a URL, of ASCII and beyond it. */
  encoded: 4,
  wideEncoded: 20,
  /** A new text of its own, as often as a text may fall apart. */
  piece: 10,
  /** Dates and numbers are formatted by tables of the platform. */
  formatting: 6_000,
  /** Those of a time zone or a number format are loaded first. */
  loading: 60_000,
} as const;

/** Counts what the templates of one execution cost, so that none of them can hold up the others on this machine. */
export class Work {
  private spent = 0;
  private limit = unitsPerTemplate;

  beginTemplate(): void {
    this.limit = Math.min(this.spent + unitsPerTemplate, unitsPerExecution);
  }

  /** @throws TemplateFailed */
  spend(units: number): void {
    this.spent += units;
    if (this.spent > this.limit) throw new TemplateFailed('a template does too much work: let it handle shorter values');
  }

  /** To be asked before a text of this length is made. @throws TemplateFailed */
  make(length: number): void {
    this.fit(length);
    this.spend(length);
  }

  /** To be asked before a list of this length is made. @throws TemplateFailed */
  makeList(length: number): void {
    this.fit(length * elementSize);
    this.spend(length * cost.element);
  }

  fit(length: number): void {
    if (length > maxTextLength)
      throw new TemplateFailed(`a template makes a text of more than ${maxTextLength} characters: let it handle shorter values`);
  }

  /** As `textOf`, paid before it is made. @throws TemplateFailed */
  text(value: Value): string {
    if (typeof value === 'string') return value;
    this.weigh(value, maxDepth);
    return textOf(value);
  }

  private weigh(value: Value, depth: number): void {
    if (typeof value !== 'object' || value === null) {
      this.spend(costOfScalar(value));
      return;
    }
    if (depth === 0) throw new TemplateFailed('a template writes down a value that is nested too deep: flatten it');
    if (isMap(value)) this.weighKeys(Object.keys(value));
    for (const inner of Object.values(value)) this.weigh(inner, depth - 1);
  }

  private weighKeys(keys: readonly string[]): void {
    this.spend(cost.member * keys.length);
    for (const key of keys) this.spend(key.length);
  }
}

function costOfScalar(value: null | boolean | number | string): number {
  if (typeof value === 'string') return cost.scalar + 3 * value.length;
  return typeof value === 'number' && !Number.isInteger(value) ? cost.fraction : cost.scalar;
}
