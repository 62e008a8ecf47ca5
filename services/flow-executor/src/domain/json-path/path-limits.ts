/** Longest path, in characters. */
export const maxPathLength = 1_000;
/** Largest document, in values, that a path with wildcards, filters or `..` is tried on: about 10 ms. */
export const maxSearchedValues = 20_000;

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
