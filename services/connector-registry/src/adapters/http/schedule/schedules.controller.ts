import { Body, Controller, Delete, Get, Headers, Param, Patch, Post, Query, Res, UseInterceptors } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import {
  type ConnectorId,
  CreateScheduleQuery,
  CreateScheduleRequest,
  type OrganizationId,
  PlannedSchedule,
  Schedule,
  ScheduleId,
  ScheduleList,
  ScheduleListQuery,
  UpdateScheduleRequest,
} from '@patchbay/contracts';
import { Access, ApiIdempotencyKey, type Caller, CurrentCaller, etagOf, IdParam, parseIfMatch } from '@patchbay/service-kit';
import type { z } from 'zod';
import { RegistryReader } from '../../../application/ports.ts';
import { ChangeSchedule } from '../../../application/schedule/change-schedule.ts';
import { PlanSchedule } from '../../../application/schedule/plan-schedule.ts';
import { Schedules } from '../../../application/schedule/ports.ts';
import * as ids from '../../../domain/ids.ts';
import type { HeaderWriter } from '../header-writer.ts';
import { positionIn, tokenOf } from '../page-token.ts';
import { ApiIfMatch, ConnectorParam, etagHeader, locationHeader, OrganizationParam } from '../parameters.ts';
import { VersionEtag } from '../version-etag.interceptor.ts';
import { plannedOf, scheduleOf } from './representations.ts';

interface Reply extends HeaderWriter {
  status(code: number): unknown;
}

const ScheduleParam = () => Param('scheduleId', IdParam(ScheduleId));

/** Changes that are to happen later. Who plans one needs the permission for it now, and again when it is due. */
@ApiTags('schedules')
@Controller('v1/organizations/:organizationId')
export class SchedulesController {
  constructor(
    private readonly schedules: Schedules,
    private readonly planSchedule: PlanSchedule,
    private readonly changeSchedule: ChangeSchedule,
    private readonly reader: RegistryReader,
  ) {}

  @Post('connectors/:connectorId/schedules')
  @Access('connector.deactivate', 'connector', 'connectorId')
  @ApiIdempotencyKey()
  @ApiOperation({
    operationId: 'scheduleChange',
    summary: 'Plan a deactivation, an activation, or a window; with the calls to be expected, and with ?preview=true only with those',
  })
  @ApiCreatedResponse({ standardSchema: PlannedSchedule, headers: { ...etagHeader, ...locationHeader } })
  @ApiOkResponse({ standardSchema: PlannedSchedule, description: 'Of a preview' })
  async plan(
    @OrganizationParam() organizationId: OrganizationId,
    @ConnectorParam() connectorId: ConnectorId,
    @Query({ schema: CreateScheduleQuery }) query: z.output<typeof CreateScheduleQuery>,
    @Body({ schema: CreateScheduleRequest }) body: CreateScheduleRequest,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) reply: Reply,
  ) {
    const preview = query.preview === 'true';
    const planned = await this.planSchedule.execute({
      organizationId: ids.organizationId(organizationId),
      connectorId: ids.connectorId(connectorId),
      plan: { ...body, until: body.until ?? null },
      planner: plannerOf(caller),
      preview,
    });
    if (preview) reply.status(200);
    else {
      reply.header('location', `/v1/organizations/${organizationId}/schedules/${planned.schedule.scheduleId}`);
      reply.header('etag', etagOf(planned.schedule.version));
    }
    return plannedOf(planned, preview);
  }

  @Get('connectors/:connectorId/schedules')
  @Access('connector.read', 'connector', 'connectorId')
  @ApiOperation({ operationId: 'listSchedules', summary: 'List the schedules of a connector, those planned last first' })
  @ApiOkResponse({ standardSchema: ScheduleList })
  async list(
    @OrganizationParam() organization: OrganizationId,
    @ConnectorParam() connector: ConnectorId,
    @Query({ schema: ScheduleListQuery }) { pageSize, pageToken }: z.output<typeof ScheduleListQuery>,
  ) {
    const [organizationId, connectorId] = [ids.organizationId(organization), ids.connectorId(connector)];
    const after = pageToken === undefined ? undefined : ids.scheduleId(positionIn(pageToken, ScheduleId));
    await this.reader.getConnector(organizationId, connectorId);
    const { items, next } = await this.schedules.list(organizationId, connectorId, { size: pageSize, after });
    return { items: items.map(scheduleOf), ...(next && { nextPageToken: tokenOf(next) }) };
  }

  @Get('schedules/:scheduleId')
  @Access('connector.read', 'connector')
  @UseInterceptors(VersionEtag)
  @ApiOperation({ operationId: 'getSchedule', summary: 'Get a schedule, with what became of its steps' })
  @ApiOkResponse({ standardSchema: Schedule, headers: etagHeader })
  async get(@OrganizationParam() organizationId: OrganizationId, @ScheduleParam() scheduleId: ScheduleId) {
    return scheduleOf(await this.schedules.get(ids.organizationId(organizationId), ids.scheduleId(scheduleId)));
  }

  @Patch('schedules/:scheduleId')
  @Access('connector.deactivate', 'connector')
  @UseInterceptors(VersionEtag)
  @ApiIdempotencyKey()
  @ApiOperation({
    operationId: 'changeSchedule',
    summary: 'Change a schedule that has not begun; it is the plan of who changed it from then on',
  })
  @ApiIfMatch('the schedule', { required: true })
  @ApiOkResponse({ standardSchema: Schedule, headers: etagHeader })
  async change(
    @OrganizationParam() organizationId: OrganizationId,
    @ScheduleParam() scheduleId: ScheduleId,
    @Headers('if-match') ifMatch: string | undefined,
    @Body({ schema: UpdateScheduleRequest }) changes: UpdateScheduleRequest,
    @CurrentCaller() caller: Caller,
  ) {
    const change = { changes: definedOf(changes), expectedVersion: parseIfMatch(ifMatch), planner: plannerOf(caller) };
    return scheduleOf(await this.changeSchedule.revise(ids.organizationId(organizationId), ids.scheduleId(scheduleId), change));
  }

  @Delete('schedules/:scheduleId')
  @Access('connector.deactivate', 'connector')
  @UseInterceptors(VersionEtag)
  @ApiIdempotencyKey()
  @ApiOperation({ operationId: 'cancelSchedule', summary: 'Cancel what is left of a schedule; it stays to be read' })
  @ApiOkResponse({ standardSchema: Schedule, headers: etagHeader })
  async cancel(
    @OrganizationParam() organizationId: OrganizationId,
    @ScheduleParam() scheduleId: ScheduleId,
    @CurrentCaller() caller: Caller,
  ) {
    return scheduleOf(await this.changeSchedule.cancel(ids.organizationId(organizationId), ids.scheduleId(scheduleId), plannerOf(caller)));
  }
}

const plannerOf = ({ kind, id }: Caller) => ({ kind, id });

type Defined<Of> = { [Key in keyof Of]?: Exclude<Of[Key], undefined> };
const definedOf = <Of extends object>(changes: Of): Defined<Of> =>
  Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined)) as Defined<Of>;
