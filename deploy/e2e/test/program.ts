import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../', import.meta.url));

/** A program of deploy/local as a user runs it, on ports and a state folder that nobody else uses. */
export class Program {
  output = '';
  readonly ended: Promise<number | null>;
  private readonly child: ChildProcess;

  constructor(
    name: 'start' | 'demo' | 'verify-history',
    args: readonly string[],
    { stateFolder, portOffset }: { stateFolder: string; portOffset: number },
  ) {
    this.child = spawn(process.execPath, ['deploy/tooling/bootstrap.mjs', name, ...args], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, NODE_OPTIONS: '', PATCHBAY_STATE_FOLDER: stateFolder, PATCHBAY_PORT_OFFSET: String(portOffset) },
    });
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream?.on('data', (chunk: Buffer) => {
        this.output += chunk.toString();
      });
    }
    this.ended = new Promise((resolve) => this.child.once('close', resolve));
  }

  signal(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  /** @throws with the output when the program ends before it says so */
  async untilItSays(text: string): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      const look = () => this.output.includes(text) && resolve();
      this.child.stdout?.on('data', look);
      void this.ended.then((code) => reject(new Error(`ended with ${code} before it said "${text}":\n${this.output}`)));
      look();
    });
  }
}
