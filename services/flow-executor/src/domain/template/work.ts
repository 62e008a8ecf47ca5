import { isMap, textOf, type Value } from '../values/value.ts';
import { TemplateFailed } from './template-failed.ts';

/** Longest text that a template may make, in bytes of UTF-8. */
const maxTextBytes = 1_048_576;
/** Of a character, in the units that JavaScript counts. */
const maxCharacterBytes = 3;
/** Characters that are measured in the time of a unit. */
const measuredPerUnit = 4;
/** A unit takes 4 ns at most on a slow core, so that a template takes 4 ms, and one that is three times as slow keeps within 10 ms: `cost` says what takes how many. */
const unitsPerTemplate = 1_000_000;
const unitsPerExecution = 16 * unitsPerTemplate;
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
  /** A character of a text that may spell a number. */
  digit: 2,
  /** A character between quotes, where it may have to be escaped. */
  quoted: 4,
  /** A list or map, written down, beside what is in it. */
  container: 48,
  /** A character beyond Latin-1 in another case. */
  wideCharacter: 3,
  /** A character in a URL, of ASCII and beyond it. */
  encoded: 4,
  wideEncoded: 20,
  /** What Base64 costs however short the text is. */
  coding: 500,
  /** A new text of its own, as often as a text may fall apart. */
  piece: 10,
  /** Dates and numbers are formatted by tables of the platform. */
  formatting: 6_000,
  /** Those of a time zone or a number format are loaded first. */
  loading: 80_000,
} as const;

/** Counts what the templates of one execution cost, so that none of them can hold up the others on this machine. */
export class Work {
  private spent = 0;
  /** A value of another kind than text was put together. */
  private hasComposed = false;
  private limit = unitsPerTemplate;

  beginTemplate(): void {
    this.hasComposed = false;
    this.limit = Math.min(this.spent + unitsPerTemplate, unitsPerExecution);
  }

  /** @throws TemplateFailed */
  spend(units: number): void {
    this.spent += units;
    if (this.spent > this.limit) throw new TemplateFailed('a template does too much work: let it handle shorter values');
  }

  /** To be asked before a text of this length is made, in characters: it has as many bytes at least. @throws TemplateFailed */
  make(length: number): void {
    this.fit(length);
    this.spend(length);
  }

  /** To be asked before a list of this length is made. @throws TemplateFailed */
  makeList(length: number): void {
    this.fit(length * elementSize);
    this.spend(length * cost.element);
    this.hasComposed = true;
  }

  /** To be asked before a map of so many members is made. @throws TemplateFailed */
  makeMap(members: number): void {
    this.spend(members * cost.member);
    this.hasComposed = true;
  }

  /** What a template has come to. A list or map of its own making has to fit as a text too: it may hold one value many times. @throws TemplateFailed */
  result(value: Value): Value {
    if (typeof value === 'string') return this.made(value);
    if (this.hasComposed) this.text(value);
    return value;
  }

  fit(bytes: number): void {
    if (bytes > maxTextBytes)
      throw new TemplateFailed(`a template makes a text of more than ${maxTextBytes} bytes: let it handle shorter values`);
  }

  /** A text that was made: it is measured only where it could be too long. @throws TemplateFailed */
  made(text: string): string {
    if (text.length * maxCharacterBytes > maxTextBytes) {
      this.spend(text.length / measuredPerUnit);
      this.fit(Buffer.byteLength(text));
    }
    return text;
  }

  /** As `textOf`, paid before it is made. @throws TemplateFailed */
  text(value: Value): string {
    if (typeof value === 'string') return value;
    this.weigh(value, maxDepth);
    return this.made(textOf(value));
  }

  private weigh(value: Value, depth: number): void {
    if (typeof value !== 'object' || value === null) {
      this.spend(costOfScalar(value));
      return;
    }
    if (depth === 0) throw new TemplateFailed('a template writes down a value that is nested too deep: flatten it');
    this.spend(cost.container);
    if (isMap(value)) this.weighKeys(Object.keys(value));
    for (const inner of Object.values(value)) this.weigh(inner, depth - 1);
  }

  private weighKeys(keys: readonly string[]): void {
    this.spend(cost.member * keys.length);
    for (const key of keys) this.spend(key.length);
  }
}

function costOfScalar(value: null | boolean | number | string): number {
  if (typeof value === 'string') return cost.scalar + cost.quoted * value.length;
  return typeof value === 'number' && !Number.isInteger(value) ? cost.fraction : cost.scalar;
}
