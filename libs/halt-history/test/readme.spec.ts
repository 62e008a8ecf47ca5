import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { exitCodes } from '../command/run-command.ts';
import { HistoryIncomplete, invariantOf, LineMalformed, violationKinds } from '../src/index.ts';

const readme = readFileSync(fileURLToPath(new URL('../README.md', import.meta.url)), 'utf8');
const rows = readme.split('\n').map((line) => line.split('|').map((cell) => cell.trim().replaceAll('`', '')));
const firstCells = rows.map(([, first = '']) => first);

describe('the README', () => {
  it('lists every violation with its invariant', () => {
    const listed = rows.filter(([, kind = '']) => /^[A-Z_]+$/.test(kind)).map(([, kind, invariant]) => [kind, invariant]);
    expect(listed).toEqual(violationKinds.map((kind) => [kind, invariantOf[kind] ?? '']));
  });

  it('lists every code and exit code', () => {
    const codes = [new HistoryIncomplete('c', 1, 3).code, new LineMalformed('l', null, 'x').code];
    expect(firstCells.filter((cell) => cell.startsWith('history.'))).toEqual(codes);
    expect(firstCells.filter((cell) => /^\d$/.test(cell))).toEqual(Object.values(exitCodes).map(String));
  });
});
