import { Body, Controller, Get, Headers, HttpCode, Patch, Post, Query, Res, UseInterceptors } from '@nestjs/common';
import { ApiAcceptedResponse, ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import {
  Connector,
  type ConnectorId,
  CreateConnectorRequest,
  DeactivateConnectorQuery,
  DeactivateConnectorRequest,
  DeactivatedConnector,
  type OrganizationId,
  UpdateConnectorRequest,
} from '@patchbay/contracts';
import { Access, ApiIdempotencyKey, type Caller, CurrentCaller, parseIfMatch } from '@patchbay/service-kit';
import type { z } from 'zod';
import { ActivateConnector } from '../../application/activate-connector.ts';
import { CreateConnector } from '../../application/create-connector.ts';
import { DeactivateConnector } from '../../application/deactivate-connector.ts';
import { LeasePolicy } from '../../application/holders/ports.ts';
import { RegistryReader } from '../../application/ports.ts';
import { UpdateConnector } from '../../application/update-connector.ts';
import * as ids from '../../domain/ids.ts';
import { AnswersHalt } from './halt-answer.interceptor.ts';
import type { HeaderWriter } from './header-writer.ts';
import { operationPath } from './operation-representation.ts';
import { ApiIfMatch, ConnectorParam, etagHeader, locationHeader, OrganizationParam, versionIfSaid } from './parameters.ts';
import { connectorOf } from './representations.ts';
import { VersionEtag } from './version-etag.interceptor.ts';

@ApiTags('connectors')
@Controller('v1/organizations/:organizationId/connectors')
export class ConnectorsController {
  constructor(
    private readonly reader: RegistryReader,
    private readonly createConnector: CreateConnector,
    private readonly updateConnector: UpdateConnector,
    private readonly deactivateConnector: DeactivateConnector,
    private readonly activateConnector: ActivateConnector,
    private readonly policy: LeasePolicy,
  ) {}

  @Post()
  @Access('connector.create', 'connector')
  @UseInterceptors(VersionEtag)
  @ApiIdempotencyKey()
  @ApiOperation({ operationId: 'createConnector', summary: 'Create a connector, with consent' })
  @ApiCreatedResponse({ standardSchema: Connector, headers: { ...etagHeader, ...locationHeader } })
  async create(
    @OrganizationParam() organizationId: OrganizationId,
    @Body({ schema: CreateConnectorRequest }) body: CreateConnectorRequest,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) reply: HeaderWriter,
  ) {
    const command = { ...wantedOf(body), organizationId: ids.organizationId(organizationId), actor: caller.id };
    const connector = await this.createConnector.execute(command);
    reply.header('location', `/v1/organizations/${organizationId}/connectors/${connector.connectorId}`);
    return connectorOf(connector, this.policy.terms);
  }

  @Get(':connectorId')
  @Access('connector.read', 'connector', 'connectorId')
  @UseInterceptors(VersionEtag)
  @ApiOperation({ operationId: 'getConnector', summary: 'Get a connector' })
  @ApiOkResponse({ standardSchema: Connector, headers: etagHeader })
  async get(@OrganizationParam() organizationId: OrganizationId, @ConnectorParam() connectorId: ConnectorId) {
    const connector = await this.reader.getConnector(ids.organizationId(organizationId), ids.connectorId(connectorId));
    return connectorOf(connector, this.policy.terms);
  }

  @Patch(':connectorId')
  @Access('connector.update', 'connector', 'connectorId')
  @UseInterceptors(VersionEtag)
  @ApiIdempotencyKey()
  @ApiOperation({ operationId: 'updateConnector', summary: 'Change an inactive connector; raising its access level needs a fresh consent' })
  @ApiIfMatch('the connector', { required: true })
  @ApiOkResponse({ standardSchema: Connector, headers: etagHeader })
  async update(
    @OrganizationParam() organizationId: OrganizationId,
    @ConnectorParam() connectorId: ConnectorId,
    @Headers('if-match') ifMatch: string | undefined,
    @Body({ schema: UpdateConnectorRequest }) changes: UpdateConnectorRequest,
    @CurrentCaller() caller: Caller,
  ) {
    const command = { ...commandOf(organizationId, connectorId, caller), expectedVersion: parseIfMatch(ifMatch), changes };
    return connectorOf(await this.updateConnector.execute(command), this.policy.terms);
  }

  @Post(':connectorId/deactivate')
  @HttpCode(200)
  @AnswersHalt()
  @Access('connector.deactivate', 'connector', 'connectorId')
  @UseInterceptors(VersionEtag)
  @ApiIdempotencyKey()
  @ApiOperation({
    operationId: 'deactivateConnector',
    summary:
      'Deactivate a connector: halts call routing through it, and says what is proven of that; Location is the operation to follow it by',
  })
  @ApiIfMatch('the connector', { required: false })
  @ApiOkResponse({ description: 'Halted', standardSchema: DeactivatedConnector, headers: { ...etagHeader, ...locationHeader } })
  @ApiAcceptedResponse({
    description: 'Deactivated, and not proven yet to be halted everywhere: halt.holders are pending until halt.guaranteedBy at the latest',
    standardSchema: DeactivatedConnector,
    headers: { ...etagHeader, ...locationHeader },
  })
  async deactivate(
    @OrganizationParam() organizationId: OrganizationId,
    @ConnectorParam() connectorId: ConnectorId,
    @Headers('if-match') ifMatch: string | undefined,
    @Query({ schema: DeactivateConnectorQuery }) _query: z.output<typeof DeactivateConnectorQuery>,
    @Body({ schema: DeactivateConnectorRequest }) { mode, reason }: DeactivateConnectorRequest,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) reply: HeaderWriter,
  ) {
    const command = { ...commandOf(organizationId, connectorId, caller), expectedVersion: versionIfSaid(ifMatch), mode, reason };
    const { connector, operationId } = await this.deactivateConnector.execute(command);
    reply.header('location', operationPath(organizationId, operationId));
    return { ...connectorOf(connector, this.policy.terms), operationId };
  }

  @Post(':connectorId/activate')
  @HttpCode(200)
  @Access('connector.activate', 'connector', 'connectorId')
  @UseInterceptors(VersionEtag)
  @ApiIdempotencyKey()
  @ApiOperation({ operationId: 'activateConnector', summary: 'Activate a connector' })
  @ApiIfMatch('the connector', { required: true })
  @ApiOkResponse({ standardSchema: Connector, headers: etagHeader })
  async activate(
    @OrganizationParam() organizationId: OrganizationId,
    @ConnectorParam() connectorId: ConnectorId,
    @Headers('if-match') ifMatch: string | undefined,
    @CurrentCaller() caller: Caller,
  ) {
    const command = { ...commandOf(organizationId, connectorId, caller), expectedVersion: parseIfMatch(ifMatch) };
    return connectorOf(await this.activateConnector.execute(command), this.policy.terms);
  }
}

function commandOf(organizationId: OrganizationId, connectorId: ConnectorId, caller: Caller) {
  return { organizationId: ids.organizationId(organizationId), connectorId: ids.connectorId(connectorId), actor: caller.id };
}

function wantedOf(body: CreateConnectorRequest) {
  if (body.kind === 'webex-contact-center') return { ...body, custom: null };
  const { resourceDomain, authentication, validationUrl = null, ...common } = body;
  return { ...common, custom: { resourceDomain, authentication, validationUrl } };
}
