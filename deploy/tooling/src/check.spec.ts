import { commandCheck, runChecks } from './check.ts';

const check = (name: string, run: () => Promise<{ passed: number; failed: number }>) => ({ name, run });

describe('runChecks', () => {
  it('runs every check, also after one that fails or throws, and adds up', async () => {
    const lines: string[] = [];
    const total = await runChecks(
      [
        check('first', async () => ({ passed: 2, failed: 1 })),
        check('second', () => Promise.reject(new Error('no compiler'))),
        check('third', async () => ({ passed: 3, failed: 0 })),
      ],
      (line) => lines.push(line),
    );
    expect(total).toEqual({ passed: 5, failed: 2 });
    expect(lines.join('\n')).toContain('no compiler');
  });
});

describe('commandCheck', () => {
  it.each([
    ['passes with exit code 0', '0', { passed: 1, failed: 0 }],
    ['fails with any other', '3', { passed: 0, failed: 1 }],
  ])('%s', async (_, code, result) => {
    expect(await commandCheck('exit', process.execPath, ['-e', `process.exit(${code})`]).run()).toEqual(result);
  });

  it('fails when there is no such command', async () => {
    expect(await runChecks([commandCheck('missing', 'no-such-command-here', [])], () => undefined)).toEqual({ passed: 0, failed: 1 });
  });
});
