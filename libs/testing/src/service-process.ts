import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const hook = new URL('../../../.config/register-typescript.mjs', import.meta.url).href;

/** A service as a process of its own, for what only a process can suffer. */
export class ServiceProcess {
  readonly url: string;
  private readonly child: ChildProcess;

  private constructor(child: ChildProcess, url: string) {
    this.child = child;
    this.url = url;
  }

  /** @param main of the service: `new URL('../src/main.ts', import.meta.url)` */
  static async start(main: URL, environment: NodeJS.ProcessEnv): Promise<ServiceProcess> {
    const child = spawn(process.execPath, ['--conditions=@patchbay/source', '--import', hook, fileURLToPath(main)], {
      env: { PATH: process.env.PATH, ...environment, LOG_LEVEL: 'info' },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    for await (const line of createInterface({ input: child.stdout })) {
      const { url } = JSON.parse(line);
      if (typeof url !== 'string') continue;
      child.stdout.resume();
      return new ServiceProcess(child, url);
    }
    throw new Error('the process ended before it was ready');
  }

  /** Its kernel goes on answering for it. */
  freeze(): void {
    this.child.kill('SIGSTOP');
  }

  wake(): void {
    this.child.kill('SIGCONT');
  }

  async kill(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const exited = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await exited;
  }
}
