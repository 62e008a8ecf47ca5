import type { EntityManager } from 'typeorm';
import { CallStatistics } from '../../../application/impact/ports.ts';
import type { ConnectorId, OrganizationId } from '../../../domain/ids.ts';
import { profiledWeek } from '../../../domain/impact/call-profile.ts';
import {
  type CallReport,
  countByPeriod,
  floorTo,
  minuteMs,
  quarterMs,
  runningByConnector,
  silentAfterMs,
  slotMs,
} from '../../../domain/impact/calls.ts';
import type { ObservedCalls } from '../../../domain/impact/live-impact.ts';
import type { RegistryDatabase } from '../registry-database.ts';

/** Longer than a report can come again: what is not known any more would count twice. */
const forgetExecutorAfter = "interval '5 days'";
const keepEnded = "interval '10 minutes'";
const keepBegun = "interval '8 days'";

const hear = `
  INSERT INTO calls_running AS known (organization_id, instance_id, batch, at, calls) VALUES ($1, $2, $3, $4, $5)
  ON CONFLICT (organization_id, instance_id) DO UPDATE SET batch = excluded.batch, at = excluded.at, calls = excluded.calls
   WHERE known.batch < excluded.batch
  RETURNING batch`;

const add = (table: string) => `
  INSERT INTO ${table} AS known (organization_id, connector_id, since, calls)
  SELECT $1, "connectorId", "from", calls
    FROM jsonb_to_recordset($2::jsonb) AS counted ("connectorId" uuid, "from" timestamptz, calls bigint) ORDER BY 2, 3
  ON CONFLICT (organization_id, connector_id, since) DO UPDATE SET calls = known.calls + excluded.calls`;

const forget = (table: string, keep: string) => `
  DELETE FROM ${table} WHERE organization_id = $1 AND connector_id = ANY ($2) AND since < $3::timestamptz - ${keep}`;

/** In one statement and with the quarters as JSON: several hundred rows take longer to read than to find. */
const observe = `
  SELECT (SELECT coalesce(sum((calls ->> $2::text)::bigint), 0)::bigint FROM calls_running
           WHERE organization_id = $1 AND at > $3) AS "inProgress",
         (SELECT coalesce(sum(calls), 0)::bigint FROM calls_ended
           WHERE organization_id = $1 AND connector_id = $2::uuid AND since >= $4 AND since < $5) AS "endedInLastMinute",
         (SELECT coalesce(json_agg(json_build_array(extract(epoch FROM since)::bigint * 1000, calls) ORDER BY since), '[]') FROM calls_begun
           WHERE organization_id = $1 AND connector_id = $2::uuid AND since >= $6 AND since < $7) AS begun`;

type ObservedRow = Omit<ObservedCalls, 'begun'> & { begun: [sinceMs: number, calls: number][] };

export class PostgresCallStatistics extends CallStatistics {
  constructor(private readonly database: RegistryDatabase) {
    super();
  }

  override record(organizationId: OrganizationId, report: CallReport): Promise<void> {
    const { instanceId, batch, at, ended, inProgress } = report;
    return this.database.forOrganization(organizationId, async (manager) => {
      const running = JSON.stringify(runningByConnector(inProgress));
      const news: unknown[] = await manager.query(hear, [organizationId, instanceId, batch, at, running]);
      if (news.length === 0) return;
      await count(manager, organizationId, ended, at);
      await manager.query(`DELETE FROM calls_running WHERE organization_id = $1 AND at < $2::timestamptz - ${forgetExecutorAfter}`, [
        organizationId,
        at,
      ]);
    });
  }

  override observe(organizationId: OrganizationId, connectorId: ConnectorId, at: Date): Promise<ObservedCalls> {
    const silentSince = new Date(at.getTime() - silentAfterMs);
    const lastSlot = floorTo(slotMs, at);
    const aMinuteBefore = new Date(lastSlot.getTime() - minuteMs);
    const week = profiledWeek(at);
    return this.database.forOrganization(organizationId, async (manager) => {
      const [{ begun, ...counts }]: [ObservedRow] = await manager.query(observe, [
        organizationId,
        connectorId,
        silentSince,
        aMinuteBefore,
        lastSlot,
        week.from,
        week.to,
      ]);
      return { ...counts, begun: begun.map(([sinceMs, calls]) => ({ from: new Date(sinceMs), calls })) };
    });
  }
}

async function count(manager: EntityManager, organizationId: OrganizationId, ended: CallReport['ended'], at: Date): Promise<void> {
  const bySlot = countByPeriod(ended, slotMs, ({ endedAt }) => endedAt);
  if (bySlot.length === 0) return;
  const byQuarter = countByPeriod(ended, quarterMs, ({ startedAt }) => startedAt);
  const connectorIds = [...new Set(bySlot.map(({ connectorId }) => connectorId))];
  await manager.query(add('calls_ended'), [organizationId, JSON.stringify(bySlot)]);
  await manager.query(add('calls_begun'), [organizationId, JSON.stringify(byQuarter)]);
  await manager.query(forget('calls_ended', keepEnded), [organizationId, connectorIds, at]);
  await manager.query(forget('calls_begun', keepBegun), [organizationId, connectorIds, at]);
}
