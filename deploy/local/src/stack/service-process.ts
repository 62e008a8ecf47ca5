import { type ChildProcess, spawn } from 'node:child_process';
import { openSync, readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { StackFailure } from './failure.ts';
import { logFileOf } from './log-file.ts';

/** How to start a service. */
export interface ServicePlan {
  name: string;
  /** `/readyz` answers 200 when the service can do its work. */
  url: string;
  entry: string;
  env: Record<string, string>;
}

const stopWithinMs = 10_000;

/** A service as a process of its own, its output in a log file of its own. */
export class ServiceProcess {
  readonly plan: ServicePlan;
  readonly pid: number;
  private readonly child: ChildProcess;
  private readonly logFile: string;

  constructor(plan: ServicePlan) {
    this.plan = plan;
    this.logFile = logFileOf(plan.name);
    const log = openSync(this.logFile, 'a');
    this.child = spawn(process.execPath, ['--enable-source-maps', '--disable-warning=ExperimentalWarning', plan.entry], {
      stdio: ['ignore', log, log],
      env: { PATH: process.env.PATH, NODE_ENV: 'development', ...plan.env },
      // Of its own process group: Ctrl-C in the terminal reaches the stack alone, which stops its services in order.
      detached: true,
    });
    if (this.child.pid === undefined) throw new StackFailure(`${plan.name} could not be started: see ${this.logFile}`);
    this.pid = this.child.pid;
  }

  /** @throws StackFailure naming the log file. */
  async untilReady(withinMs: number): Promise<void> {
    const failure = await this.failureToBecomeReady(withinMs);
    if (failure === undefined) return;
    throw new StackFailure(`${this.plan.name} did not become ready (${failure}): see ${this.logFile}\n${lastLines(this.logFile)}`);
  }

  async stop(): Promise<void> {
    if (this.hasEnded) return;
    const ended = new Promise<void>((resolve) => this.child.once('exit', () => resolve()));
    this.child.kill('SIGTERM');
    const timer = setTimeout(() => this.child.kill('SIGKILL'), stopWithinMs);
    await ended;
    clearTimeout(timer);
  }

  private get hasEnded(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }

  private async failureToBecomeReady(withinMs: number): Promise<string | undefined> {
    const deadline = Date.now() + withinMs;
    let last = 'no answer yet';
    while (Date.now() < deadline) {
      if (this.hasEnded) return `it ended with ${this.child.exitCode ?? this.child.signalCode}`;
      try {
        const response = await fetch(`${this.plan.url}/readyz`, { signal: AbortSignal.timeout(1_000) });
        if (response.ok) return undefined;
        last = `${response.status} ${await response.text()}`;
      } catch (error) {
        last = String(error);
      }
      await wait(100);
    }
    return `after ${withinMs / 1000} s: ${last}`;
  }
}

const lastLines = (file: string): string => readFileSync(file, 'utf8').trimEnd().split('\n').slice(-5).join('\n');
