import { onStage } from '../bench-stage.ts';
import { connectors, fillConnectors } from '../list/fill-connectors.ts';
import { residentMb } from '../resident-memory.ts';

/** From the start of an executor's process to its readiness, with few connectors and with many at the registry. */
export function run(): Promise<void> {
  return onStage({}, async ({ registry, registryRows, startExecutor, call }) => {
    const executor = async () => {
      const begin = performance.now();
      const process = await startExecutor();
      const started = { readyMs: Math.round(performance.now() - begin), rssMb: residentMb(process.pid) };
      await process.stop();
      return started;
    };
    // The first one migrates the database.
    await executor();
    const base = await executor();
    await fillConnectors(registryRows);
    // Rows that nobody has told of are no history: one connector is made as connectors are.
    await call('POST', `${registry.url}/v1/organizations/0192f0c1-0000-7000-8000-0000000000ff/connectors`, {
      body: { name: 'The last one', accessLevel: 'READ_ONLY', authorized: true },
    });
    const { readyMs, rssMb } = await executor();
    const line = { connectors, readyMs, rssAboveBaseMb: rssMb - base.rssMb, baseReadyMs: base.readyMs };
    process.stdout.write(`${JSON.stringify(line)}\n`);
  });
}
