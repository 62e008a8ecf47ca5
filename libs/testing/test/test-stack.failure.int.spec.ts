import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { eventually } from '@patchbay/testing';

describe('startTestStack', () => {
  it('leaves nothing running when its process is killed', async () => {
    const { TEST_POSTGRES_URL, TEST_KAFKA_BROKERS, TEST_RUN_ID, ...env } = process.env;
    const program = fileURLToPath(new URL('./stack-holder.ts', import.meta.url));
    const holder = spawn(process.execPath, ['--conditions=@patchbay/source', program], { stdio: ['ignore', 'pipe', 'inherit'], env });
    const [line] = await once(createInterface({ input: holder.stdout }), 'line');
    const started: { TEST_POSTGRES_URL: string; TEST_KAFKA_BROKERS: string } = JSON.parse(line);
    expect(started).toEqual({
      TEST_POSTGRES_URL: expect.stringMatching(/^postgres:/),
      TEST_KAFKA_BROKERS: expect.any(String),
      TEST_RUN_ID: expect.any(String),
    });
    const ports = [new URL(started.TEST_POSTGRES_URL).port, started.TEST_KAFKA_BROKERS.split(':')[1]].map(Number);
    expect(await Promise.all(ports.map(isOpen))).toEqual([true, true]);
    holder.kill('SIGKILL');
    await eventually(async () => expect(await Promise.all(ports.map(isOpen))).toEqual([false, false]), { withinMs: 30_000 });
  }, 120_000);
});

function isOpen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    const answer = (open: boolean): void => {
      socket.destroy();
      resolve(open);
    };
    socket.once('connect', () => answer(true)).once('error', () => answer(false));
  });
}
