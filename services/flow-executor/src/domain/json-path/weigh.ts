import { type JSONPathQuery, jsonpath } from 'json-p3';
import { isMap, type Value } from '../values/value.ts';
import type { Steps } from './steps.ts';

// json-p3 does not export the class.
const descendant = jsonpath.compile('$..*').segments[0]?.constructor;

export const isDescendant = (segment: JSONPathQuery['segments'][number]): boolean => segment.constructor === descendant;

/** Whether the path may find a value more than once, or one within another: else what it finds is no larger than its document. */
export function mayMultiply({ segments }: JSONPathQuery): boolean {
  return segments.some((segment) => isDescendant(segment) || segment.selectors.length > 1);
}

/** Pays for everything that was found, as a text that holds it all. @throws BadJsonPath */
export function weigh(value: Value, steps: Steps): void {
  if (typeof value !== 'object' || value === null) {
    steps.make(typeof value === 'string' ? Buffer.byteLength(value) : String(value).length);
    return;
  }
  const keys = isMap(value) ? Object.keys(value) : [];
  steps.list(keys.length);
  steps.make(2 + keys.length);
  for (const key of keys) steps.make(Buffer.byteLength(key));
  for (const inner of Object.values(value)) weigh(inner, steps);
}
