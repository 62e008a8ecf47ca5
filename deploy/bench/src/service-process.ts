import { type ChildProcess, spawn } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';

/** A program as a process of its own, ready for work. Its log lines go to standard error. */
export class ServiceProcess {
  readonly url: string;
  private readonly child: ChildProcess;

  private constructor(program: string, port: number, env: Record<string, string>) {
    this.url = `http://127.0.0.1:${port}`;
    this.child = spawn(process.execPath, ['--enable-source-maps', program], {
      stdio: ['ignore', process.stderr, process.stderr],
      env: {
        PATH: process.env.PATH,
        NODE_OPTIONS: '--disable-warning=TimeoutNegativeWarning',
        LOG_LEVEL: 'warn',
        PORT: String(port),
        ...env,
      },
    });
  }

  /** A service, as it was compiled. */
  static start(name: string, port: number, env: Record<string, string>): Promise<ServiceProcess> {
    return ServiceProcess.startProgram(`services/${name}/dist/main.js`, port, env);
  }

  /** Any program that listens on `PORT` and answers `/readyz`. */
  static async startProgram(program: string, port: number, env: Record<string, string>): Promise<ServiceProcess> {
    const process = new ServiceProcess(program, port, env);
    const deadline = Date.now() + 30_000;
    while (!(await process.isReady())) {
      if (Date.now() > deadline || process.child.exitCode !== null) {
        await process.stop();
        throw new Error(`${program} did not become ready`);
      }
      await wait(50);
    }
    return process;
  }

  get pid(): number {
    return this.child.pid as number;
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null) return;
    const ended = new Promise((resolve) => this.child.once('exit', resolve));
    this.child.kill('SIGTERM');
    await ended;
  }

  private async isReady(): Promise<boolean> {
    return fetch(`${this.url}/readyz`).then(
      ({ ok }) => ok,
      () => false,
    );
  }
}
