import { performance } from 'node:perf_hooks';

const write = (text: string): void => {
  process.stdout.write(text);
};

export const say = (line = ''): void => write(`${line}\n`);

/** Shows a step while it runs and how long it took. Steps may run side by side: each prints one line, when it ends. */
export async function step<T>(title: string, work: () => Promise<T>): Promise<T> {
  const started = performance.now();
  const result = await work();
  say(`  ✔ ${title} (${((performance.now() - started) / 1000).toFixed(1)} s)`);
  return result;
}
