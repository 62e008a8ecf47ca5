import type { EntityManager } from 'typeorm';
import { genesisHash, type Head, type HistoryDraft, type HistoryEntry, linkOf } from '../../../domain/history/history-entry.ts';
import type { OrganizationId } from '../../../domain/ids.ts';
import { sha256 } from './history-rows.ts';

/** The update changes nothing: it takes the row's lock, so that the next one to append waits for this one's commit. */
const holdHead = `
  INSERT INTO history_head (organization_id, seq, hash) VALUES ($1, 0, '${genesisHash}')
  ON CONFLICT (organization_id) DO UPDATE SET seq = history_head.seq RETURNING seq, hash`;

const holdKnownHead = 'SELECT seq, hash FROM history_head WHERE organization_id = $1 FOR UPDATE';

const appendStatement = `
  WITH written AS (
    INSERT INTO history (organization_id, seq, at, action, outcome, actor_kind, actor_id, actor_roles, remote_address, request_id,
                         connector_id, flow_id, operation_id, schedule_id, reason, code, before, after, hash)
    SELECT $1, entry.seq, entry.at, entry.action, entry.outcome, entry.actor->>'kind', entry.actor->>'id',
           ARRAY(SELECT jsonb_array_elements_text(entry.actor->'roles')), entry."remoteAddress", entry."requestId",
           entry."connectorId", entry."flowId", entry."operationId", entry."scheduleId", entry.reason, entry.code,
           entry.before, entry.after, entry.hash
      FROM jsonb_to_recordset($2::jsonb) AS entry (
        seq bigint, at timestamptz, action text, outcome text, actor jsonb, "remoteAddress" text, "requestId" text, "connectorId" uuid,
        "flowId" uuid, "operationId" uuid, "scheduleId" uuid, reason text, code text, before jsonb, after jsonb, hash text))
  UPDATE history_head SET seq = $3, hash = $4 WHERE organization_id = $1`;

/** Bounds what one statement carries. */
const mostAtOnce = 1_000;

/**
 * Links these entries to the chain of the organization. Call it late in the transaction: every other append of the organization waits from here to the commit.
 * @param onlyKnown appends nothing where there is no history yet
 */
export async function appendHistory(
  manager: EntityManager,
  organizationId: OrganizationId,
  drafts: readonly HistoryDraft[],
  { onlyKnown = false }: { onlyKnown?: boolean } = {},
): Promise<void> {
  if (drafts.length === 0) return;
  const [held]: Head[] = await manager.query(onlyKnown ? holdKnownHead : holdHead, [organizationId]);
  if (!held) return;
  let head = held;
  for (let first = 0; first < drafts.length; first += mostAtOnce) {
    const entries = drafts.slice(first, first + mostAtOnce).map((draft) => {
      const entry = linked(head, organizationId, draft);
      head = entry;
      return entry;
    });
    await manager.query(appendStatement, [organizationId, JSON.stringify(entries), head.seq, head.hash]);
  }
}

function linked(head: Head, organizationId: OrganizationId, draft: HistoryDraft): HistoryEntry {
  const entry = { ...draft, organizationId, seq: head.seq + 1, hash: '' };
  return { ...entry, hash: sha256(linkOf(head.hash, entry)) };
}
