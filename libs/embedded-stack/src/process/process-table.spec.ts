import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { commandOf, endProcess } from './process-table.ts';

const mark = 'the-mark-of-this-spec';
const idle = 'console.log("up"); setInterval(() => undefined, 1000);';
const deaf = `process.on("SIGTERM", () => undefined); ${idle}`;

describe('endProcess', () => {
  let child: ChildProcess;

  const start = async (program: string): Promise<number> => {
    child = spawn(process.execPath, ['-e', program, mark], { stdio: ['ignore', 'pipe', 'ignore'], env: {} });
    if (child.stdout) await once(child.stdout, 'data');
    return child.pid as number;
  };

  afterEach(() => child.kill('SIGKILL'));

  it('ends a process that has the mark, and waits until it is gone', async () => {
    const pid = await start(idle);
    expect(await endProcess(pid, mark, [{ signal: 'SIGTERM', withinMs: 5_000 }])).toBe(true);
    expect(commandOf(pid)?.trim() ?? '').toBe('');
  });

  it('goes on to the next signal when the first is not enough', async () => {
    const pid = await start(deaf);
    const ended = await endProcess(pid, mark, [
      { signal: 'SIGTERM', withinMs: 50 },
      { signal: 'SIGKILL', withinMs: 5_000 },
    ]);
    expect(ended).toBe(true);
  });

  it('says so when no signal was enough', async () => {
    const pid = await start(deaf);
    await expect(endProcess(pid, mark, [{ signal: 'SIGTERM', withinMs: 50 }])).rejects.toThrow(`process ${pid} does not end`);
  });

  it('sends nothing to a process without the mark', async () => {
    const pid = await start(idle);
    expect(await endProcess(pid, 'another mark', [{ signal: 'SIGKILL', withinMs: 5_000 }])).toBe(false);
    expect(commandOf(pid)).toContain(mark);
  });

  it('answers that nobody was there for a process id that nobody has', async () => {
    const pid = await start(idle);
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(await endProcess(pid, mark, [{ signal: 'SIGKILL', withinMs: 5_000 }])).toBe(false);
  });
});
