import type { Arrival, Fleet } from '@patchbay/faults';
import type { ClosedGates } from './closed-gates.ts';
import type { HaltTrial } from './halt-trial.ts';

/** What the recording API saw, which knows nothing of receipts and acknowledgements. */
export class CallsAfter {
  readonly receipt: number;
  /** After the executor that made them has said that its gate was shut. */
  readonly gate: number;
  readonly cutOff: number;

  constructor(fleet: Fleet, trials: readonly HaltTrial[], gates: ReadonlyMap<string, ClosedGates>) {
    const trialOf = new Map(trials.map((trial) => [trial.line.connectorId, trial]));
    const executorOf = new Map(trials.flatMap(({ calls }) => calls.map(({ executionId, executor }) => [executionId, executor] as const)));
    const holderOf = new Map(fleet.executors.map(({ name, holderId }) => [name, holderId]));
    const arrivals = fleet.upstream.arrivals.filter(({ connectorId }) => trialOf.has(connectorId));
    const closedAt = ({ connectorId, executionId }: Arrival): number => {
      const closed = gates.get(trialOf.get(connectorId)?.operationId ?? '')?.closedAt;
      return closed?.get(holderOf.get(executorOf.get(executionId) ?? '') ?? '') ?? Number.POSITIVE_INFINITY;
    };
    this.receipt = arrivals.filter((arrival) => arrival.notBefore > (trialOf.get(arrival.connectorId)?.answeredAt ?? 0)).length;
    this.gate = arrivals.filter((arrival) => arrival.notBefore > closedAt(arrival)).length;
    this.cutOff = arrivals.filter(({ wasCutOff }) => wasCutOff).length;
  }
}
