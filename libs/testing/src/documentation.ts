import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** First column, without backticks and sorted, of the first table under that heading of a Markdown file. */
export function documentedIn(readmePath: string, heading: string): string[] {
  const lines = readFileSync(readmePath, 'utf8').split('\n');
  const start = lines.findIndex((line) => /^#+ /.test(line) && line.replace(/^#+ /, '').trim() === heading);
  if (start === -1) throw new Error(`${readmePath} has no heading "${heading}"`);
  const section = lines.slice(start + 1);
  const end = section.findIndex((line) => /^#+ /.test(line));
  const rows = section.slice(0, end === -1 ? undefined : end).filter((line) => line.startsWith('|'));
  if (rows.length === 0) throw new Error(`${readmePath} has no table under "${heading}"`);
  // The first two are the column names and the line below them.
  return rows
    .slice(2)
    .map((row) => (row.split('|')[1] ?? '').replaceAll('`', '').trim())
    .sort();
}

/** Every `code = '…'` in the TypeScript of a folder and of those below it, specs left out; sorted, each once. */
export function declaredCodes(srcFolder: string): string[] {
  const files = globSync('**/*.ts', { cwd: srcFolder }).filter((file) => !file.endsWith('.spec.ts'));
  const codes = files.flatMap((file) => {
    const matches = readFileSync(join(srcFolder, file), 'utf8').matchAll(/\bcode = '([^']+)'/g);
    return Array.from(matches, ([, code]) => code as string);
  });
  return [...new Set(codes)].sort();
}
