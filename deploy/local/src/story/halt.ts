import { setTimeout as wait } from 'node:timers/promises';
import type { Connector, FlowId } from '@patchbay/contracts';
import { deactivate } from './connector.ts';
import { verifyCalls } from './history.ts';
import { type DrivenCall, epochMs, Load } from './load.ts';
import { type ArrivedCall, callsOf, slowDown, speedUp } from './sandbox.ts';
import { expectThat, loadOn, type Stage } from './stage.ts';

export interface HaltMeasure {
  /** Holders that acknowledged, of those that might have acted on the connector: `3/3`. */
  halted: string;
  /** From the commit of the deactivation to the proof, by the receipt. */
  haltMs: number;
  /** From the commit to the last request that arrived at the Contact Center API, by its log; 0 when none arrived after it. */
  lastArrivalMs: number;
  callsBeforeHalt: number;
  /** Requests that were held against the registry's history, of which none broke it. */
  callsVerified: number;
  /** Calls in flight that were stopped. */
  aborted: number;
  /** New calls that were refused. */
  refused: number;
  /** Requests that arrived after the receipt. */
  callsAfterReceipt: number;
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
    const { length: callsBeforeHalt } = await callsOf(connector.connectorId, begin);
    const { updatedAt, halt } = await deactivate(stage, connector, 'credential leaked');
    const receiptAt = epochMs();
    expectThat(halt.state === 'HALTED', `the halt is ${halt.state}: ${halt.sentence}`);
    await wait(underLoadMs);
    const calls = await load.stop();
    requireRefusals(calls, stage.executors, receiptAt);
    const arrived = await callsOf(connector.connectorId, begin);
    const verdict = await verifyCalls(stage, connector, arrived);
    return {
      halted: `${halt.acked}/${halt.total}`,
      haltMs: halt.haltedAfterMs ?? 0,
      callsBeforeHalt,
      callsVerified: verdict.calls,
      ...measure(calls, arrived, { committedAt: Date.parse(updatedAt), receiptAt }),
    };
  } finally {
    await speedUp();
  }
}

function requireRefusals(calls: readonly DrivenCall[], executors: number, receiptAt: number): void {
  for (let executor = 0; executor < executors; executor += 1) {
    const refused = calls.some((call) => call.executor === executor && call.outcome === 'HALTED');
    expectThat(refused, `executor ${executor + 1} refused no call after the deactivation`);
  }
  const late = calls.find(({ startedAt, outcome }) => startedAt > receiptAt && outcome !== 'HALTED');
  expectThat(late === undefined, `a call that started after the receipt ended ${late?.outcome} on executor ${(late?.executor ?? 0) + 1}`);
}

type Arrivals = Pick<HaltMeasure, 'lastArrivalMs' | 'aborted' | 'refused' | 'callsAfterReceipt'>;

function measure(
  calls: readonly DrivenCall[],
  arrived: readonly ArrivedCall[],
  { committedAt, receiptAt }: { committedAt: number; receiptAt: number },
): Arrivals {
  const halted = calls.filter(({ outcome }) => outcome === 'HALTED');
  const aborted = halted.filter(({ startedAt }) => startedAt < committedAt).length;
  return {
    lastArrivalMs: Math.max(0, Math.round(((arrived.at(-1)?.arrivedAt ?? committedAt) - committedAt) * 10) / 10),
    aborted,
    refused: halted.length - aborted,
    callsAfterReceipt: arrived.filter(({ arrivedAt }) => arrivedAt >= receiptAt).length,
  };
}
