import { build } from '@patchbay/faults';
import { startTestStack } from '@patchbay/testing';

/** Name to the module that exports `run`. Each brings up what it needs beside Postgres and Kafka, is bounded in time, and prints one JSON line per configuration. */
const benches: Readonly<Record<string, () => Promise<{ run: (argument?: string) => Promise<void> }>>> = {
  cascade: () => import('./cascade/run-cascade.ts'),
  'cold-start': () => import('./cold-start/run-cold-start.ts'),
  executor: () => import('./executor/run-executor.ts'),
  gate: () => import('./gate/run-gate.ts'),
  halt: () => import('./halt/run-halt.ts'),
  impact: () => import('./impact/run-impact.ts'),
  list: () => import('./list/run-list.ts'),
  outbox: () => import('./outbox/run-outbox.ts'),
  template: () => import('./template/run-template.ts'),
};

const name = process.argv[2] ?? '';
const bench = benches[name];
if (!bench) {
  process.stderr.write(`there is no benchmark "${name}": use one of ${Object.keys(benches).join(', ')}\n`);
  process.exit(1);
}
build();
const stack = await startTestStack();
Object.assign(process.env, stack.env);
try {
  await (await bench()).run(process.argv[3]);
} finally {
  await stack.stop();
}
