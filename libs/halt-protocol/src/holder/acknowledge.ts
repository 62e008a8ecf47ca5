import type { Closure, ConnectorRecord } from '../messages.ts';
import type { HolderEffects, HolderState } from './holder-state.ts';

/** R5: what has been received, up to the first closed gate of which the caller has not yet said that everything behind it has stopped. */
export function appliedSeq({ receivedSeq, pending }: HolderState): number {
  let applied = receivedSeq;
  for (const { seq } of pending.values()) applied = Math.min(applied, seq - 1);
  return Math.max(0, applied);
}

/** What the caller did about a `closeGate`: tokens and connections are dropped, its calls are aborted, or counted where they drain. */
export interface Stopped {
  connectorId: string;
  belowVersion: number;
  aborted: number;
  draining: number;
}

/** R5, second half: the caller has done it all, so it may be acknowledged. */
export function confirmClosed<R extends ConnectorRecord>(state: HolderState<R>, stopped: Stopped, wallMs: number): HolderEffects<R> {
  const pending = state.pending.get(stopped.connectorId);
  if (pending !== undefined && stopped.belowVersion >= pending.belowVersion) state.pending.delete(stopped.connectorId);
  state.closures.push({ ...stopped, gateClosedAtMs: wallMs });
  return acknowledge(state);
}

/** The second report of a drain: the last of its calls has ended, or was aborted at the limit. */
export function confirmDrained<R extends ConnectorRecord>(
  state: HolderState<R>,
  { connectorId, belowVersion, aborted }: Omit<Stopped, 'draining'>,
  wallMs: number,
): HolderEffects<R> {
  state.closures.push({ connectorId, belowVersion, gateClosedAtMs: wallMs, aborted, draining: 0 });
  return sendAck(state);
}

/** An ACK where there is more to tell than the last one said. */
export function acknowledge<R extends ConnectorRecord>(state: HolderState<R>): HolderEffects<R> {
  return appliedSeq(state) > state.acknowledgedSeq ? sendAck(state) : [];
}

function sendAck<R extends ConnectorRecord>(state: HolderState<R>): HolderEffects<R> {
  if (state.phase === 'LEFT' || state.epoch === 0) return [];
  const closures: Closure[] = state.closures.filter(({ connectorId }) => !state.pending.has(connectorId));
  state.closures = state.closures.filter(({ connectorId }) => state.pending.has(connectorId));
  state.acknowledgedSeq = appliedSeq(state);
  return [
    { type: 'send', ack: { type: 'ACK', instanceId: state.instanceId, epoch: state.epoch, appliedSeq: state.acknowledgedSeq, closures } },
  ];
}
