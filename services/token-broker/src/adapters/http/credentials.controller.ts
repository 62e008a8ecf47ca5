import { Body, Controller, Delete, Get, HttpCode, Param, Put } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse } from '@nestjs/swagger';
import { ConnectorId, CredentialsStatus, OrganizationId, SaveCredentialsRequest } from '@patchbay/contracts';
import { Access, type Caller, CurrentCaller, IdParam } from '@patchbay/service-kit';
import { ReadCredentialsStatus } from '../../application/credentials/read-credentials-status.ts';
import { RemoveCredentials } from '../../application/credentials/remove-credentials.ts';
import { SaveCredentials } from '../../application/credentials/save-credentials.ts';

@Controller('v1/organizations/:organizationId/connectors/:connectorId/credentials')
export class CredentialsController {
  constructor(
    private readonly saveCredentials: SaveCredentials,
    private readonly removeCredentials: RemoveCredentials,
    private readonly readStatus: ReadCredentialsStatus,
  ) {}

  /** Of a custom connector. They are tried out at its validation URL, if it has one, before they are saved; no answer ever has them. */
  @Put()
  @Access('credentials.write', 'credentials', 'connectorId')
  @ApiOkResponse({ standardSchema: CredentialsStatus })
  async save(
    @Param('organizationId', IdParam(OrganizationId)) organizationId: OrganizationId,
    @Param('connectorId', IdParam(ConnectorId)) connectorId: ConnectorId,
    @Body({ schema: SaveCredentialsRequest }) body: SaveCredentialsRequest,
    @CurrentCaller() caller: Caller,
  ): Promise<CredentialsStatus> {
    await this.saveCredentials.execute({ organizationId, connectorId }, body, caller.id);
    return this.readStatus.execute({ organizationId, connectorId });
  }

  @Get()
  @Access('credentials.read', 'credentials', 'connectorId')
  @ApiOkResponse({ standardSchema: CredentialsStatus })
  status(
    @Param('organizationId', IdParam(OrganizationId)) organizationId: OrganizationId,
    @Param('connectorId', IdParam(ConnectorId)) connectorId: ConnectorId,
  ): Promise<CredentialsStatus> {
    return this.readStatus.execute({ organizationId, connectorId });
  }

  /** Nothing is issued for the connector any more. What was handed out is used for as long as it lives: to end that at once, deactivate. */
  @Delete()
  @HttpCode(204)
  @Access('credentials.write', 'credentials', 'connectorId')
  @ApiNoContentResponse()
  remove(
    @Param('organizationId', IdParam(OrganizationId)) organizationId: OrganizationId,
    @Param('connectorId', IdParam(ConnectorId)) connectorId: ConnectorId,
  ): Promise<void> {
    return this.removeCredentials.execute({ organizationId, connectorId });
  }
}
