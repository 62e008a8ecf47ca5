import type { ConnectorId } from '../ids.ts';

export const minuteMs = 60_000;
/** A minute "now" is six of these. */
export const slotMs = 10_000;
/** Every time zone is ahead of UTC by a multiple of this. */
export const quarterMs = 900_000;
export const weekMs = 7 * 86_400_000;
/** Executors report every second while calls run; one that does not is gone. */
export const silentAfterMs = 15_000;

export interface EndedCall {
  connectorIds: readonly ConnectorId[];
  startedAt: Date;
  endedAt: Date;
}

/** What an executor has to say of the calls of one organization. */
export interface CallReport {
  instanceId: string;
  /** Rises with each report of the executor on the organization. */
  batch: number;
  at: Date;
  ended: readonly EndedCall[];
  /** By flow version. */
  inProgress: readonly { connectorIds: readonly ConnectorId[]; calls: number }[];
}

/** Calls that began or ended in the period that starts at `from`. */
export interface CallCount {
  from: Date;
  calls: number;
}

export const floorTo = (periodMs: number, at: Date): Date => new Date(Math.floor(at.getTime() / periodMs) * periodMs);

/** Counts a call for each of its connectors. */
export function countByPeriod(
  calls: readonly EndedCall[],
  periodMs: number,
  momentOf: (call: EndedCall) => Date,
): (CallCount & { connectorId: ConnectorId })[] {
  const counts = new Map<string, CallCount & { connectorId: ConnectorId }>();
  for (const call of calls) {
    const from = floorTo(periodMs, momentOf(call));
    for (const connectorId of new Set(call.connectorIds)) {
      const key = `${connectorId} ${from.getTime()}`;
      const count = counts.get(key) ?? { connectorId, from, calls: 0 };
      count.calls += 1;
      counts.set(key, count);
    }
  }
  return [...counts.values()];
}

/** Calls that run, by connector. */
export function runningByConnector(inProgress: CallReport['inProgress']): Record<ConnectorId, number> {
  const running: Record<ConnectorId, number> = {};
  for (const { connectorIds, calls } of inProgress) {
    for (const connectorId of new Set(connectorIds)) running[connectorId] = (running[connectorId] ?? 0) + calls;
  }
  return running;
}
