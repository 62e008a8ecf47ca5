import { nameKeyOf } from './connector.ts';

/** What a search finds a text by: its words, spelled as names are compared. */
export function wordsOf(text: string): string[] {
  const words = nameKeyOf(text).split(/[^\p{L}\p{M}\p{N}]+/u);
  return [...new Set(words)].filter((word) => word !== '');
}
