import { TemplateFailed } from '../template-failed.ts';

const escaped = /\\([^A-Za-z0-9])/g;
const special = /[\\^$.|?*+()[\]{}]/;

/** Java splits by a regular expression. Only those that stand for one fixed text are run: an author's pattern could take for ever. */
export function separatorOf(pattern: string): string {
  if (pattern.length === 1) return pattern;
  if (special.test(pattern.replace(escaped, '')))
    throw new TemplateFailed('a template splits by a pattern: split by a fixed text, with \\ before special characters');
  return pattern.replace(escaped, '$1');
}
