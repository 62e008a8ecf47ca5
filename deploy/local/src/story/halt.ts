import { setTimeout as wait } from 'node:timers/promises';
import type { Connector, FlowId } from '@patchbay/contracts';
import { deactivate } from './connector.ts';
import { type DrivenCall, epochMs, Load } from './load.ts';
import { callsArrivedSince, slowDown, speedUp } from './sandbox.ts';
import { expectThat, loadOn, type Stage } from './stage.ts';

export interface HaltMeasure {
  /** From the commit of the deactivation to the last call that arrived at the Contact Center API; 0 when none arrived after it. */
  haltMs: number;
  callsBeforeHalt: number;
  /** Calls in flight that were stopped. */
  aborted: number;
  /** New calls that were refused. */
  refused: number;
  /** Calls that arrived after every executor had begun to refuse. */
  callsAfterHalt: number;
}

const callersPerExecutor = 8;
const answerDelayMs = 200;
const underLoadMs = 1_500;

/** Deactivates while calls are being routed and requests are in flight, and measures at the receiving end what still arrives. */
export async function deactivateUnderLoad(stage: Stage, connector: Connector, flowId: FlowId): Promise<HaltMeasure> {
  await slowDown(answerDelayMs);
  try {
    const begin = epochMs();
    const load = new Load(loadOn(stage, flowId, callersPerExecutor));
    await wait(underLoadMs);
    const { count: callsBeforeHalt } = await callsArrivedSince(begin);
    const { updatedAt } = await deactivate(stage, connector, 'credential leaked');
    await wait(underLoadMs);
    const calls = await load.stop();
    return await measure(calls, stage.executors, Date.parse(updatedAt), callsBeforeHalt);
  } finally {
    await speedUp();
  }
}

async function measure(
  calls: readonly DrivenCall[],
  executors: number,
  committedAt: number,
  callsBeforeHalt: number,
): Promise<HaltMeasure> {
  const halted = calls.filter(({ outcome }) => outcome === 'HALTED');
  const refusedByAll = Math.max(
    ...Array.from({ length: executors }, (_, executor) => {
      const first = halted.find((call) => call.executor === executor);
      expectThat(first !== undefined, `executor ${executor + 1} refused no call after the deactivation`);
      return first.answeredAt;
    }),
  );
  const [sinceCommit, afterHalt] = await Promise.all([callsArrivedSince(committedAt), callsArrivedSince(refusedByAll)]);
  const late = calls.find(({ startedAt, outcome }) => startedAt > refusedByAll && outcome !== 'HALTED');
  expectThat(late === undefined, `a call that started after the halt ended ${late?.outcome} on executor ${(late?.executor ?? 0) + 1}`);
  const aborted = halted.filter(({ startedAt }) => startedAt < committedAt).length;
  return {
    haltMs: Math.max(0, Math.round(((sinceCommit.lastArrivedAt ?? committedAt) - committedAt) * 10) / 10),
    callsBeforeHalt,
    aborted,
    refused: halted.length - aborted,
    callsAfterHalt: afterHalt.count,
  };
}
