import type { DecidingRole } from '@patchbay/contracts';
import { withRequestContext } from '@patchbay/service-kit';
import type { EntityManager } from 'typeorm';
import type { PageOf } from '../../../application/ports.ts';
import { type ScheduleChange, type ScheduleClaim, Schedules } from '../../../application/schedule/ports.ts';
import type { ConnectorId, OrganizationId, ScheduleId } from '../../../domain/ids.ts';
import type { Schedule } from '../../../domain/schedule/schedule.ts';
import { ScheduleNotFound } from '../../../domain/schedule/schedule-errors.ts';
import { ChangeTrail } from '../history/change-trail.ts';
import { makingSchedule } from '../history/schedule-trail.ts';
import type { RegistryDatabase } from '../registry-database.ts';
import { type ScheduleRow, scheduleColumns, scheduleOf, valuesOf } from './schedule-rows.ts';

/** Longer than a step takes. A process that dies with a claim leaves the step to the others after this time. */
const claimMs = 4_000;

const claimStatement = `
  UPDATE connector_schedule SET attempt_at = $1::timestamptz + $2 * interval '1 millisecond', revision = revision + 1
   WHERE schedule_id = (
     SELECT schedule_id FROM connector_schedule WHERE attempt_at <= $1 ORDER BY attempt_at LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED)
  RETURNING ${scheduleColumns}, revision`;

const updateStatement = `
  UPDATE connector_schedule SET plan = $2, steps = $3, planned_by = $4, version = $5, deactivated_version = $6, due_at = $7, attempt_at = $7,
         revision = revision + 1 WHERE schedule_id = $1`;

const insertStatement = `
  INSERT INTO connector_schedule
         (schedule_id, plan, steps, planned_by, version, deactivated_version, due_at, attempt_at, organization_id, connector_id, created_at, revision)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $7, $8, $9, $10, 0)`;

export class PostgresSchedules extends Schedules {
  constructor(
    private readonly database: RegistryDatabase,
    private readonly clock: { now(): Date },
  ) {
    super();
  }

  override async insert(schedule: Schedule): Promise<void> {
    const { organizationId, connectorId, createdAt } = schedule;
    await this.database.forOrganization(organizationId, async (manager) => {
      await manager.query(insertStatement, [...valuesOf(schedule), organizationId, connectorId, createdAt]);
      await this.enter(manager, organizationId, ({ schedules }) => schedules.changed('schedule.plan', null, schedule));
    });
  }

  override get(organizationId: OrganizationId, scheduleId: ScheduleId): Promise<Schedule> {
    return this.database.forOrganization(organizationId, (manager) => read(manager, organizationId, scheduleId, ''));
  }

  override async list(
    organizationId: OrganizationId,
    connectorId: ConnectorId,
    { size, after }: { size: number; after: ScheduleId | undefined },
  ): Promise<PageOf<Schedule, ScheduleId>> {
    const rows: ScheduleRow[] = await this.database.forOrganization(organizationId, (manager) =>
      manager.query(
        `SELECT ${scheduleColumns} FROM connector_schedule
          WHERE organization_id = $1 AND connector_id = $2 AND ($4::uuid IS NULL OR schedule_id < $4) ORDER BY schedule_id DESC LIMIT $3`,
        [organizationId, connectorId, size + 1, after ?? null],
      ),
    );
    const items = rows.slice(0, size).map(scheduleOf);
    return { items, next: rows.length > size ? items.at(-1)?.scheduleId : undefined };
  }

  override change(organizationId: OrganizationId, scheduleId: ScheduleId, { action, change }: ScheduleChange): Promise<Schedule> {
    return this.database.forOrganization(organizationId, async (manager) => {
      const schedule = await read(manager, organizationId, scheduleId, 'FOR NO KEY UPDATE');
      const changed = change(schedule);
      await manager.query(updateStatement, valuesOf(changed));
      await this.enter(manager, organizationId, ({ schedules }) => schedules.changed(`schedule.${action}`, schedule, changed));
      return changed;
    });
  }

  override async claimDue(now: Date): Promise<ScheduleClaim | undefined> {
    const [[row]]: [(ScheduleRow & { revision: number })[], number] = await this.database.system.query(claimStatement, [now, claimMs]);
    if (!row) return undefined;
    const { revision, ...columns } = row;
    return { schedule: scheduleOf(columns), revision };
  }

  override async release({ schedule, revision }: ScheduleClaim, retryAt: Date): Promise<void> {
    await this.database.system.query('UPDATE connector_schedule SET attempt_at = $3 WHERE schedule_id = $1 AND revision = $2', [
      schedule.scheduleId,
      revision,
      retryAt,
    ]);
  }

  override settle(claim: ScheduleClaim, roles: readonly DecidingRole[], work: (schedule: Schedule) => Promise<Schedule>): Promise<void> {
    const { scheduleId, organizationId, plannedBy } = claim.schedule;
    return withRequestContext({ caller: { ...plannedBy, roles } }, () =>
      this.database.asOne(organizationId, async (manager) => {
        const [row]: ScheduleRow[] = await manager.query(
          `SELECT ${scheduleColumns} FROM connector_schedule WHERE schedule_id = $1 AND revision = $2 FOR NO KEY UPDATE`,
          [scheduleId, claim.revision],
        );
        if (!row) return;
        const schedule = scheduleOf(row);
        const settled = await makingSchedule(scheduleId, () => work(schedule));
        await manager.query(updateStatement, valuesOf(settled));
        await this.enter(manager, organizationId, ({ schedules }) => schedules.settled(schedule, settled));
      }),
    );
  }

  /** Last in its transaction. */
  private async enter(manager: EntityManager, organizationId: OrganizationId, tell: (trail: ChangeTrail) => void): Promise<void> {
    const trail = new ChangeTrail(manager);
    tell(trail);
    await trail.write(organizationId, [], this.clock.now());
  }
}

async function read(manager: EntityManager, organizationId: OrganizationId, scheduleId: ScheduleId, lock: string): Promise<Schedule> {
  const [row]: ScheduleRow[] = await manager.query(
    `SELECT ${scheduleColumns} FROM connector_schedule WHERE organization_id = $1 AND schedule_id = $2 ${lock}`,
    [organizationId, scheduleId],
  );
  if (!row) throw new ScheduleNotFound(scheduleId);
  return scheduleOf(row);
}
