import { randomUUID } from 'node:crypto';
import { createHolder, type HolderState, receiveGrant, renew } from '@patchbay/halt-protocol';
import { compiledModule } from '../compiled-module.ts';
import { nsPerRun } from '../time-per-run.ts';

interface GateModule {
  Gate: new (
    held: HolderState,
    clock: { monotonicMs(): number; wallMs(): number },
  ) => { enter(connectorId: string): { refusal(version: number): string | undefined } };
}

const connectors = 100_000;
/** What one executor is busy with; all of them do not fit into the processor's caches. */
const inUse = 1_000;
const checks = 2_000_000;

/** What stands right before the bytes of a request leave: may it, by the gate of one of 100,000 connectors. */
export async function run(): Promise<void> {
  const { Gate } = await compiledModule<GateModule>('flow-executor', 'domain/gate/gate.js');
  const ids = Array.from({ length: connectors }, () => randomUUID());
  const held = createHolder(randomUUID(), 'flow-executor');
  const at = { monotonicMs: performance.now(), wallMs: Date.now() };
  const { nonce } = renew(held, at);
  const snapshot = ids.map((connectorId) => ({ connectorId, version: 1, state: 'ACTIVE', haltMode: null, staleGraceMs: 0 }) as const);
  receiveGrant(held, { type: 'GRANT', nonce, epoch: 1, upToSeq: connectors, leaseMs: 3_600_000, snapshot }, at);
  const gate = new Gate(held, { monotonicMs: () => performance.now(), wallMs: () => Date.now() });
  const passes = ids.map((connectorId) => gate.enter(connectorId));
  if (passes.some((pass) => pass.refusal(1) !== undefined)) throw new Error('a gate that should be open is closed');
  const nsPerCheckOf = (inUse: number): number => nsPerRun(checks, (run) => passes[(run * 7_919) % inUse]?.refusal(1));
  const line = { connectors, nsPerCheck: nsPerCheckOf(inUse), nsPerCheckOfAll: nsPerCheckOf(connectors) };
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
