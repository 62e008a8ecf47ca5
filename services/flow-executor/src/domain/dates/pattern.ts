import { BadDate } from './bad-date.ts';

/** One field of a Java date pattern, as `MM`, or text that stands for itself. */
export type PatternPart = { readonly letter: string; readonly width: number } | { readonly literal: string };

const part = /'((?:[^']|'')*)'|([A-Za-z])\2*|[^A-Za-z']+/gy;
const maxLength = 100;

/** Splits a pattern of Java's SimpleDateFormat into its fields. */
export function parsePattern(pattern: string): PatternPart[] {
  if (pattern.length > maxLength) throw new BadDate(`a date pattern is longer than ${maxLength} characters: shorten it`);
  const parts: PatternPart[] = [];
  let read = 0;
  for (const match of pattern.matchAll(part)) {
    parts.push(partOf(match));
    read = match.index + match[0].length;
  }
  if (read < pattern.length) throw new BadDate("a date pattern has a quote without its partner: write '' for one quote");
  return parts;
}

function partOf([text, quoted, letter]: RegExpMatchArray): PatternPart {
  if (letter !== undefined) return { letter, width: text.length };
  if (quoted === undefined) return { literal: text };
  return { literal: quoted === '' ? "'" : quoted.replaceAll("''", "'") };
}

/** Whether the next part is digits too, so that this one has to keep to its width, as in `yyyyMMdd`. */
export function isNumeric(next: PatternPart | undefined): boolean {
  return (
    next !== undefined && 'letter' in next && ('ydHhKkmsSuDFwWQ'.includes(next.letter) || ('ML'.includes(next.letter) && next.width < 3))
  );
}

export const months = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];
export const weekdays = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
