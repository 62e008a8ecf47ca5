import { Body, Controller, Get, Param, Put, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiDefaultResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Organization, OrganizationId, Problem, PutLicenceRequest, PutOrganizationRequest } from '@patchbay/contracts';
import { Access, type Caller, CurrentCaller, IdParam } from '@patchbay/service-kit';
import { ChangeLicence } from '../../application/change-licence.ts';
import { OrganizationReader } from '../../application/ports.ts';
import { PutOrganization } from '../../application/put-organization.ts';
import { organizationIdOf } from '../../domain/organization-id.ts';
import { organizationBody } from './bodies.ts';
import type { StatusReply } from './status-reply.ts';

@ApiTags('organizations')
@ApiDefaultResponse({ description: 'Problem details', standardSchema: Problem })
@Controller('v1/organizations/:organizationId')
export class OrganizationsController {
  constructor(
    private readonly organizations: OrganizationReader,
    private readonly putOrganization: PutOrganization,
    private readonly changeLicence: ChangeLicence,
  ) {}

  @Put()
  @Access('organization.manage', 'organization', 'organizationId')
  @ApiOperation({ operationId: 'putOrganization', summary: 'Create an organization, or replace its name, licence and time zone' })
  @ApiOkResponse({ description: 'Replaced', standardSchema: Organization })
  @ApiCreatedResponse({ description: 'Created', standardSchema: Organization })
  async put(
    @Param('organizationId', IdParam(OrganizationId)) organizationId: OrganizationId,
    @Body({ schema: PutOrganizationRequest }) request: PutOrganizationRequest,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) reply: StatusReply,
  ): Promise<Organization> {
    const command = { ...request, organizationId: organizationIdOf(organizationId), actor: caller.id };
    const { organization, created } = await this.putOrganization.execute(command);
    reply.status(created ? 201 : 200);
    return organizationBody(organization);
  }

  @Get()
  @Access('organization.read', 'organization', 'organizationId')
  @ApiOperation({ operationId: 'getOrganization', summary: 'Read an organization' })
  @ApiOkResponse({ description: 'The organization', standardSchema: Organization })
  async get(@Param('organizationId', IdParam(OrganizationId)) organizationId: OrganizationId): Promise<Organization> {
    return organizationBody(await this.organizations.get(organizationIdOf(organizationId)));
  }

  @Put('licence')
  @Access('organization.manage', 'organization', 'organizationId')
  @ApiOperation({ operationId: 'putLicence', summary: 'Change the licence of an organization' })
  @ApiOkResponse({ description: 'The organization with its licence', standardSchema: Organization })
  async putLicence(
    @Param('organizationId', IdParam(OrganizationId)) organizationId: OrganizationId,
    @Body({ schema: PutLicenceRequest }) { licence }: PutLicenceRequest,
    @CurrentCaller() caller: Caller,
  ): Promise<Organization> {
    const command = { organizationId: organizationIdOf(organizationId), licence, actor: caller.id };
    return organizationBody(await this.changeLicence.execute(command));
  }
}
