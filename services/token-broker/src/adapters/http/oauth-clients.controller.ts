import { Body, Controller, Delete, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse } from '@nestjs/swagger';
import { CreateOAuthClientRequest, OAuthClient, OAuthClientList, OrganizationId } from '@patchbay/contracts';
import { Access, IdParam } from '@patchbay/service-kit';
import { z } from 'zod';
import { type OAuthClientRow, OAuthClients } from '../../application/ports.ts';
import { RegisterOAuthClient } from '../../application/register-oauth-client.ts';
import { OAuthClientUnknown } from '../../domain/errors.ts';

const OAuthClientId = z.uuid();

/** The secret is never read back. */
const bodyOf = ({ oauthClientId, issuer, clientId, apiBaseUrl, createdAt }: OAuthClientRow): OAuthClient => ({
  oauthClientId,
  issuer,
  clientId,
  apiBaseUrl,
  createdAt: createdAt.toISOString(),
});

@Controller('v1/organizations/:organizationId/oauth-clients')
export class OAuthClientsController {
  constructor(
    private readonly register: RegisterOAuthClient,
    private readonly clients: OAuthClients,
  ) {}

  @Post()
  @Access('oauth-client.manage', 'oauth-client')
  @ApiCreatedResponse({ standardSchema: OAuthClient })
  async create(
    @Param('organizationId', IdParam(OrganizationId)) organizationId: OrganizationId,
    @Body({ schema: CreateOAuthClientRequest }) body: CreateOAuthClientRequest,
  ): Promise<OAuthClient> {
    return bodyOf(await this.register.execute(organizationId, body));
  }

  /** At most one: an organization has one OAuth client. */
  @Get()
  @Access('oauth-client.manage', 'oauth-client')
  @ApiOkResponse({ standardSchema: OAuthClientList })
  async list(@Param('organizationId', IdParam(OrganizationId)) organizationId: OrganizationId): Promise<OAuthClientList> {
    return { items: (await this.clients.list(organizationId)).map(bodyOf) };
  }

  @Delete(':oauthClientId')
  @HttpCode(204)
  @Access('oauth-client.manage', 'oauth-client', 'oauthClientId')
  @ApiNoContentResponse()
  async delete(
    @Param('organizationId', IdParam(OrganizationId)) organizationId: OrganizationId,
    @Param('oauthClientId', IdParam(OAuthClientId)) oauthClientId: string,
  ): Promise<void> {
    if (!(await this.clients.delete(organizationId, oauthClientId))) throw new OAuthClientUnknown();
  }
}
