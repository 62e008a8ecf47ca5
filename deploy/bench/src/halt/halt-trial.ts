import { setTimeout as pause } from 'node:timers/promises';
import { type DrivenCall, epochMs, type Fleet, type Line, Load, type Organization } from '@patchbay/faults';

export interface HaltTrial {
  line: Line;
  operationId: string;
  /** When the administrator had the answer, in milliseconds since the epoch. */
  answeredAt: number;
  answeredAfterMs: number;
  /** What the receipt says. */
  provenAfterMs: number;
  /** Holders that the end of their lease had to cover. */
  covered: number;
  calls: readonly DrivenCall[];
}

const callsPerSecond = 60;
/** Calls before the halt, and those that come after it. */
const beforeMs = 30;
const afterMs = 20;

/** Deactivates a connector while calls go through it at every executor. */
export async function haltOne(fleet: Fleet, organization: Organization, line: Line): Promise<HaltTrial> {
  const first = await Promise.all(fleet.executors.map((executor) => organization.call(line, executor)));
  if (first.some(({ body }) => body.outcome?.type !== 'ROUTED'))
    throw new Error(`calls do not go through before the halt: ${JSON.stringify(first.map(({ status, body }) => body.outcome ?? status))}`);
  const load = new Load(organization, line, { executors: fleet.executors, perSecond: callsPerSecond });
  await pause(beforeMs);
  const askedAt = epochMs();
  const { status, body } = await organization.deactivate(line);
  const answeredAt = epochMs();
  if (status !== 200) throw new Error(`the halt was not proven in time: ${status} ${JSON.stringify(body)}`);
  await pause(afterMs);
  const { operationId, halt } = body;
  const covered = halt.holders.filter(({ outcome }) => outcome !== 'acked').length;
  return {
    line,
    operationId,
    answeredAt,
    answeredAfterMs: answeredAt - askedAt,
    provenAfterMs: halt.haltedAfterMs ?? Number.NaN,
    covered,
    calls: await load.stop(),
  };
}
