import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { root } from './build.ts';
import { evaluateIn } from './inspector.ts';

/** Several at once, on a machine that has other things to do. */
const readyWithinMs = 150_000;
const stopWithinMs = 20_000;
const keptLines = 40;
/** The same programs are started again and again: they need not be compiled each time. */
const compileCache = `${root}deploy/faults/.cache/compiled`;
const uuid = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';

/** What a process says of itself in its log. */
const sayings = {
  url: /"url":"(http[^"]+)"/,
  holderId: new RegExp(`leases are held as (${uuid})`),
  inspector: /Debugger listening on (ws:\S+)/,
} as const;

const running = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

export interface ProcessOptions {
  env: Record<string, string>;
  /** Of Node. */
  flags?: readonly string[];
}

/** A service as it was compiled, as a process of its own, on a port that the system chooses. */
export class ServiceProcess {
  readonly service: string;
  readonly exited: Promise<void>;
  isFrozen = false;
  private readonly child: ChildProcess;
  private readonly said = new Map<string, string>();
  private readonly lastLines: string[] = [];

  /** Returns at once. */
  constructor(service: string, { env, flags = [] }: ProcessOptions) {
    this.service = service;
    const nodeFlags = ['--enable-source-maps', '--disable-warning=TimeoutNegativeWarning', ...flags];
    this.child = spawn(process.execPath, [...nodeFlags, `services/${service}/dist/main.js`], {
      cwd: root,
      env: { PATH: process.env.PATH, NODE_COMPILE_CACHE: compileCache, LOG_LEVEL: 'info', PORT: '0', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const { child } = this;
    running.add(child);
    this.exited = once(child, 'exit').then(() => void running.delete(child));
    for (const stream of [child.stdout, child.stderr]) createInterface({ input: stream as Readable }).on('line', (line) => this.read(line));
  }

  /** Where it listens. */
  get url(): string {
    return this.knownAs('url');
  }

  /** The id under which it holds its lease, as receipts name it. */
  get holderId(): string {
    return this.knownAs('holderId');
  }

  get pid(): number {
    return this.child.pid as number;
  }

  get hasEnded(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }

  /** What it logged last. */
  get log(): string {
    return this.lastLines.join('\n');
  }

  /** @throws with the last lines of its log */
  async untilReady(): Promise<this> {
    const deadline = performance.now() + readyWithinMs;
    while (!(await this.isReady())) {
      if (this.hasEnded || performance.now() > deadline) {
        await this.kill();
        throw new Error(`${this.service} did not become ready:\n${this.log}`);
      }
      await pause(25);
    }
    return this;
  }

  /** Its kernel goes on answering for it. */
  freeze(): void {
    this.isFrozen = true;
    this.child.kill('SIGSTOP');
  }

  wake(): void {
    this.isFrozen = false;
    this.child.kill('SIGCONT');
  }

  async kill(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.exited;
  }

  /** As an orchestrator stops it. @returns its exit code; null when it had to be killed */
  async stop(): Promise<number | null> {
    this.child.kill('SIGTERM');
    const timer = setTimeout(() => this.child.kill('SIGKILL'), stopWithinMs);
    await this.exited;
    clearTimeout(timer);
    return this.child.exitCode;
  }

  /** Its event loop stands still, as under a long garbage collection or a huge document: timers, sockets and all. Needs the flag `--inspect=127.0.0.1:0`. */
  async block(ms: number): Promise<void> {
    await evaluateIn(this.knownAs('inspector'), `Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ${ms})`);
  }

  private async isReady(): Promise<boolean> {
    const url = this.said.get('url');
    if (url === undefined) return false;
    return fetch(`${url}/readyz`, { signal: AbortSignal.timeout(2_000) }).then(
      ({ ok }) => ok,
      () => false,
    );
  }

  private knownAs(fact: keyof typeof sayings): string {
    const value = this.said.get(fact);
    if (value === undefined) throw new Error(`${this.service} has not said its ${fact}:\n${this.log}`);
    return value;
  }

  private read(line: string): void {
    for (const [fact, pattern] of Object.entries(sayings)) {
      const value = this.said.has(fact) ? undefined : pattern.exec(line)?.[1];
      if (value !== undefined) this.said.set(fact, value);
    }
    this.lastLines.push(line);
    if (this.lastLines.length > keptLines) this.lastLines.shift();
  }
}
