import { createHash } from 'node:crypto';
import type { Actor, HistoryEntry } from '../../../domain/history/history-entry.ts';
import type { ScheduleId } from '../../../domain/ids.ts';

type HistoryRow = Omit<HistoryEntry, 'actor' | 'scheduleId'> & {
  scheduleId: ScheduleId | null;
  actorKind: Actor['kind'];
  actorId: string;
  actorRoles: string[];
};

/** Columns of `history` under the names that they have in an entry. */
export const historyColumns = `organization_id AS "organizationId", seq, at, action, outcome, actor_kind AS "actorKind", actor_id AS "actorId",
  actor_roles AS "actorRoles", remote_address AS "remoteAddress", request_id AS "requestId", connector_id AS "connectorId",
  flow_id AS "flowId", operation_id AS "operationId", schedule_id AS "scheduleId", reason, code, before, after, hash`;

export function entryOf({ actorKind, actorId, actorRoles, scheduleId, ...row }: HistoryRow): HistoryEntry {
  return { ...row, ...(scheduleId && { scheduleId }), actor: { kind: actorKind, id: actorId, roles: actorRoles } };
}

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

export type { HistoryRow };
