import { randomUUID } from 'node:crypto';
import { compiledModule } from '../compiled-module.ts';
import { nsPerRun } from '../time-per-run.ts';

interface GateModule {
  Gate: new (
    monotonicMs: () => number,
  ) => {
    applyFromSnapshot(record: object): unknown;
    synchronize(): void;
    enter(connectorId: string): { refusal(): string | undefined };
  };
}

const connectors = 100_000;
const checks = 2_000_000;

/** What stands right before the bytes of a request leave: may it, by the gate of one of 100,000 connectors. */
export async function run(): Promise<void> {
  const { Gate } = await compiledModule<GateModule>('flow-executor', 'domain/gate/gate.js');
  const gate = new Gate(() => performance.now());
  const ids = Array.from({ length: connectors }, () => randomUUID());
  for (const connectorId of ids) {
    gate.applyFromSnapshot({ connectorId, state: 'ACTIVE', version: 1, haltMode: null, accessLevel: 'READ_ONLY' });
  }
  gate.synchronize();
  const passes = ids.map((connectorId) => gate.enter(connectorId));
  if (passes.some((pass) => pass.refusal() !== undefined)) throw new Error('a gate that should be open is closed');
  const nsPerCheck = nsPerRun(checks, (run) => passes[(run * 7_919) % connectors]?.refusal());
  process.stdout.write(`${JSON.stringify({ connectors, nsPerCheck })}\n`);
}
