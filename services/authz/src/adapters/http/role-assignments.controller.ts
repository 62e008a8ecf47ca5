import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiDefaultResponse, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import {
  AssignRoleRequest,
  OrganizationId,
  Problem,
  RoleAssignment,
  RoleAssignmentList,
  RoleAssignmentListQuery,
} from '@patchbay/contracts';
import { Access, type Caller, CurrentCaller, IdParam } from '@patchbay/service-kit';
import type { z } from 'zod';
import { AssignRole } from '../../application/assign-role.ts';
import { OrganizationReader } from '../../application/ports.ts';
import { RevokeRole } from '../../application/revoke-role.ts';
import { RoleAssignmentNotFound } from '../../domain/access-errors.ts';
import { organizationIdOf } from '../../domain/organization-id.ts';
import { roleAssignmentBody } from './bodies.ts';
import { pageTokenOf, positionOf } from './role-assignment-page-token.ts';
import type { StatusReply } from './status-reply.ts';

@ApiTags('role assignments')
@ApiDefaultResponse({ description: 'Problem details', standardSchema: Problem })
@Controller('v1/organizations/:organizationId/role-assignments')
export class RoleAssignmentsController {
  constructor(
    private readonly organizations: OrganizationReader,
    private readonly assignRole: AssignRole,
    private readonly revokeRole: RevokeRole,
  ) {}

  @Get()
  @Access('role.read', 'role-assignment')
  @ApiOperation({ operationId: 'listRoleAssignments', summary: 'List who has which role, by user' })
  @ApiOkResponse({ description: 'A page of the assignments of the organization', standardSchema: RoleAssignmentList })
  async list(
    @Param('organizationId', IdParam(OrganizationId)) organizationId: OrganizationId,
    @Query({ schema: RoleAssignmentListQuery }) { pageSize, pageToken }: z.output<typeof RoleAssignmentListQuery>,
  ): Promise<RoleAssignmentList> {
    const page = { size: pageSize, after: positionOf(pageToken) };
    const { items, next } = await this.organizations.listRoleAssignments(organizationIdOf(organizationId), page);
    return { items: items.map(roleAssignmentBody), ...pageTokenOf(next) };
  }

  @Post()
  @Access('role.assign', 'role-assignment')
  @ApiOperation({ operationId: 'assignRole', summary: 'Give a user a role; repeating it changes nothing' })
  @ApiOkResponse({ description: 'The user has it already', standardSchema: RoleAssignment })
  @ApiCreatedResponse({ description: 'Assigned', standardSchema: RoleAssignment })
  async assign(
    @Param('organizationId', IdParam(OrganizationId)) organizationId: OrganizationId,
    @Body({ schema: AssignRoleRequest }) request: AssignRoleRequest,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) reply: StatusReply,
  ): Promise<RoleAssignment> {
    const held = { ...request, organizationId: organizationIdOf(organizationId) };
    const { assignment, created } = await this.assignRole.execute(held, caller.id);
    reply.status(created ? 201 : 200);
    return roleAssignmentBody(assignment);
  }

  @Delete(':userId/:role')
  @HttpCode(204)
  @Access('role.assign', 'role-assignment')
  @ApiOperation({ operationId: 'revokeRole', summary: 'Take a role from a user' })
  @ApiNoContentResponse({ description: 'Revoked: decisions from now on do not know it any more' })
  async revoke(
    @Param('organizationId', IdParam(OrganizationId)) organizationId: OrganizationId,
    @Param('userId') userId: string,
    @Param('role') role: string,
    @CurrentCaller() caller: Caller,
  ): Promise<void> {
    const held = AssignRoleRequest.safeParse({ userId, role });
    // What could not be assigned is not there.
    if (!held.success) throw new RoleAssignmentNotFound();
    await this.revokeRole.execute({ ...held.data, organizationId: organizationIdOf(organizationId) }, caller.id);
  }
}
