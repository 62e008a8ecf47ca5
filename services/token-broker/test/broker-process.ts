import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** The service as a process of its own, for what only a process can suffer. */
export class BrokerProcess {
  private constructor(
    private readonly child: ChildProcess,
    readonly url: string,
  ) {}

  static async start(environment: NodeJS.ProcessEnv): Promise<BrokerProcess> {
    const hook = new URL('../../../.config/register-typescript.mjs', import.meta.url).href;
    const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));
    const child = spawn(process.execPath, ['--conditions=@patchbay/source', '--import', hook, main], {
      env: { PATH: process.env.PATH, ...environment, LOG_LEVEL: 'info' },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    for await (const line of createInterface({ input: child.stdout })) {
      const { url } = JSON.parse(line);
      if (typeof url !== 'string') continue;
      child.stdout.resume();
      return new BrokerProcess(child, url);
    }
    throw new Error('the process ended before it was ready');
  }

  async kill(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const exited = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await exited;
  }
}
