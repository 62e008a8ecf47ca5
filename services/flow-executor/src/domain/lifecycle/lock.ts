import { FlowLocked, FlowNotFound } from './refusals.ts';
import type { StoredFlow } from './stored-flow.ts';

/** @throws FlowNotFound, FlowLocked */
export function requireChangeable({ isLeaving, locked }: StoredFlow, actor: string): void {
  if (isLeaving) throw new FlowNotFound();
  if (locked !== null && locked.by !== actor) throw new FlowLocked(locked);
}

/** Whoever has the lock keeps it as it is. @throws FlowNotFound, FlowLocked */
export function lockFlow(flow: StoredFlow, actor: string, now: Date): StoredFlow {
  requireChangeable(flow, actor);
  return { ...flow, locked: flow.locked ?? { by: actor, since: now } };
}

/** @param mayBreak whether the actor may take away a lock of somebody else. @throws FlowNotFound, FlowLocked */
export function unlockFlow(flow: StoredFlow, actor: string, mayBreak: boolean): StoredFlow {
  if (flow.isLeaving || !mayBreak) requireChangeable(flow, actor);
  return { ...flow, locked: null };
}
