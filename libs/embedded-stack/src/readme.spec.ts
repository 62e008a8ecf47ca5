import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

describe('README', () => {
  it('lists every code', () => {
    const files = globSync('**/*.ts', { cwd: import.meta.dirname }).filter((file) => !file.endsWith('.spec.ts'));
    const sources = files.map((file) => readFileSync(join(import.meta.dirname, file), 'utf8'));
    const declared = sources.flatMap((source) => Array.from(source.matchAll(/readonly code = '([^']+)'/g), ([, code]) => code));
    const readme = readFileSync(join(import.meta.dirname, '../README.md'), 'utf8');
    const listed = Array.from(readme.matchAll(/^\| `(stack\.[^`]+)`/gm), ([, code]) => code);
    expect(listed.sort()).toEqual(declared.sort());
  });
});
