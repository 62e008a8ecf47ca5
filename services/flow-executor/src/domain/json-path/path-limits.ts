import type { Value } from '../values/value.ts';

/** Longest path, in characters. */
export const maxPathLength = 1_000;
/** Largest document, in values, that a path with wildcards, filters or `..` is tried on: 10 to 20 ms. */
const maxSearchedValues = 10_000;
/** Deeper values cost more, because each of them is found with its whole way from the root. */
const depthAtDoubleCost = 16;

const quoted = /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/g;

interface Limit {
  readonly sign: RegExp;
  readonly most: number;
  readonly problem: string;
}

// Each of these alone is linear in the document; combined they multiply.
const limits: readonly Limit[] = [
  { sign: /\.\./g, most: 1, problem: 'it may hold ".." once' },
  { sign: /\?/g, most: 2, problem: 'it may hold two filters' },
  { sign: /,/g, most: 5, problem: 'it may choose among six members at most' },
  { sign: /\$/g, most: 1, problem: 'a filter may look at its own element (@) only' },
];

/** What is wrong with a path that is too expensive, or undefined. */
export function tooExpensive(path: string): string | undefined {
  const signs = path.replace(quoted, '');
  return limits.find(({ sign, most }) => (signs.match(sign)?.length ?? 0) > most)?.problem;
}

export function isSearchable(document: Value): boolean {
  return remaining(document, 0, maxSearchedValues) >= 0;
}

function remaining(value: Value, depth: number, left: number): number {
  let rest = left - 1 - depth / depthAtDoubleCost;
  if (typeof value !== 'object' || value === null) return rest;
  for (const inner of Object.values(value)) {
    if (rest < 0) return rest;
    rest = remaining(inner, depth + 1, rest);
  }
  return rest;
}
