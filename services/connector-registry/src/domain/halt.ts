import type { HaltMode } from './connector.ts';
import { finishStep, type Operation, type OperationStart, startOperation } from './operation.ts';

/** The operation of a deactivation: what is known of how far it has got. */
export interface Halt extends Operation<'halt'> {
  haltMode: HaltMode;
  reason: string;
}

type HaltStart = Omit<OperationStart, 'dependentFlows'> & Pick<Halt, 'haltMode' | 'reason'>;

/** Planned in the transaction that deactivates: when anybody can see it, the commit has happened. */
export function planHalt({ haltMode, reason, ...start }: HaltStart, at: Date): Halt {
  const planned = startOperation('halt', { ...start, dependentFlows: 0 }, ['commit', 'publish-event'], at);
  return { ...finishStep(planned, at), haltMode, reason };
}
