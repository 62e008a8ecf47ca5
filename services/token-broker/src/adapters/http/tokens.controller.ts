import { Body, Controller, Delete, Get, Header, HttpCode, Param, Post, UseInterceptors } from '@nestjs/common';
import { ApiOkResponse } from '@nestjs/swagger';
import { ConnectorId, IssuedToken, IssueTokenRequest, OrganizationId, RevokedTokens, TokenStatus } from '@patchbay/contracts';
import { Access, IdParam } from '@patchbay/service-kit';
import { IssueToken } from '../../application/issue-token.ts';
import { ReadTokenStatus } from '../../application/read-token-status.ts';
import { RevokeTokens } from '../../application/revoke-tokens.ts';
import { TokenRefusals } from './token-refusals.ts';

@Controller('v1/organizations/:organizationId/connectors/:connectorId/token')
export class TokensController {
  constructor(
    private readonly issueToken: IssueToken,
    private readonly revokeTokens: RevokeTokens,
    private readonly readStatus: ReadTokenStatus,
  ) {}

  /** For executors only. */
  @Post()
  @HttpCode(200)
  @UseInterceptors(TokenRefusals)
  @Header('cache-control', 'no-store')
  @Access('token.issue', 'token', 'connectorId')
  @ApiOkResponse({ standardSchema: IssuedToken })
  issue(
    @Param('organizationId', IdParam(OrganizationId)) organizationId: OrganizationId,
    @Param('connectorId', IdParam(ConnectorId)) connectorId: ConnectorId,
    @Body({ schema: IssueTokenRequest }) { connectorVersion }: IssueTokenRequest,
  ): Promise<IssuedToken> {
    return this.issueToken.execute({ organizationId, connectorId, version: connectorVersion });
  }

  /** A step of the deletion of a connector: repeated until every token is revoked, and its data key destroyed. */
  @Delete()
  @Access('token.revoke', 'token', 'connectorId')
  @ApiOkResponse({ standardSchema: RevokedTokens })
  async revoke(
    @Param('organizationId', IdParam(OrganizationId)) organizationId: OrganizationId,
    @Param('connectorId', IdParam(ConnectorId)) connectorId: ConnectorId,
  ): Promise<RevokedTokens> {
    return { revoked: await this.revokeTokens.ofConnector({ organizationId, connectorId }) };
  }

  @Get('status')
  @Access('token.status', 'token', 'connectorId')
  @ApiOkResponse({ standardSchema: TokenStatus })
  status(
    @Param('organizationId', IdParam(OrganizationId)) organizationId: OrganizationId,
    @Param('connectorId', IdParam(ConnectorId)) connectorId: ConnectorId,
  ): Promise<TokenStatus> {
    return this.readStatus.execute(organizationId, connectorId);
  }
}
