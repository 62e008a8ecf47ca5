import type { HaltMode } from './connector.ts';
import { type HaltReceipt, superseded } from './halt-receipt.ts';
import { finishStep, type Operation, type OperationKind, type OperationStart, startOperation } from './operation.ts';

/** The operation of a deactivation: what is known of how far it has got. */
export interface Halt extends Operation<'halt'> {
  haltMode: HaltMode;
  reason: string;
}

type HaltStart = Omit<OperationStart, 'dependentFlows'> & Pick<Halt, 'haltMode' | 'reason'>;

/** Planned in the transaction that deactivates: when anybody can see it, the commit has happened. That nobody acts on the connector any more does not need its event. */
export function planHalt({ haltMode, reason, ...start }: HaltStart, at: Date): Halt {
  const planned = startOperation('halt', { ...start, dependentFlows: 0 }, ['commit', 'halt', 'publish-event'], at);
  return { ...finishStep(planned, at), haltMode, reason };
}

/**
 * Ends the step that waits for holders, with what is proven.
 * @param version of the connector at this moment: what came after the halt has taken its place (R10)
 * @returns undefined when a deletion goes on by another way: a cancellation has taken its place
 */
export function decideHalt<Kind extends OperationKind>(
  operation: Operation<Kind>,
  proven: HaltReceipt,
  version: number,
  at: Date,
): Operation<Kind> | undefined {
  const receipt = version > operation.connectorVersion ? superseded(proven) : proven;
  if (operation.kind === 'deletion' && receipt.state !== 'HALTED') return undefined;
  return finishStep({ ...operation, receipt }, at);
}
