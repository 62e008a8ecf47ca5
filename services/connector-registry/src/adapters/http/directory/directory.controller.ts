import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import {
  ConnectorCounts,
  type ConnectorId,
  ConnectorList,
  ConnectorListQuery,
  ConsentHistory,
  ConsentText,
  type OrganizationId,
} from '@patchbay/contracts';
import { Access } from '@patchbay/service-kit';
import type { z } from 'zod';
import { ConnectorDirectory } from '../../../application/connector-directory.ts';
import { getConsentText } from '../../../domain/consent.ts';
import * as ids from '../../../domain/ids.ts';
import { ConnectorParam, OrganizationParam } from '../parameters.ts';
import { consentOf, listedOf } from '../representations.ts';
import { listPageTokenOf, listPositionOf } from './list-page-token.ts';

/** Connectors to choose from, and what they were consented to. */
@ApiTags('connectors')
@Controller('v1/organizations/:organizationId')
export class DirectoryController {
  constructor(private readonly directory: ConnectorDirectory) {}

  /** Also what a flow developer chooses from. */
  @Get('connectors')
  @Access('connector.list-names', 'connector')
  @ApiOperation({
    operationId: 'listConnectors',
    summary:
      'List connectors, filtered and sorted; deleted ones only when asked for. A page goes on where the one before ended, whatever came between',
  })
  @ApiOkResponse({ standardSchema: ConnectorList })
  async list(
    @OrganizationParam() organizationId: OrganizationId,
    @Query({ schema: ConnectorListQuery }) query: z.output<typeof ConnectorListQuery>,
  ) {
    const { pageSize, pageToken: _, sort, direction, ...filter } = query;
    const request = { filter, order: { by: sort, direction }, size: pageSize, after: listPositionOf(query) };
    const { items, next } = await this.directory.list(ids.organizationId(organizationId), request);
    const nextPageToken = listPageTokenOf(query, next);
    return { items: items.map(listedOf), ...(nextPageToken && { nextPageToken }) };
  }

  @Get('connector-counts')
  @Access('connector.read', 'connector')
  @ApiOperation({ operationId: 'countConnectors', summary: 'Count the connectors in each state' })
  @ApiOkResponse({ standardSchema: ConnectorCounts })
  async count(@OrganizationParam() organizationId: OrganizationId) {
    return { states: await this.directory.countByState(ids.organizationId(organizationId)) };
  }

  @Get('connectors/:connectorId/consents')
  @Access('connector.read', 'connector', 'connectorId')
  @ApiOperation({ operationId: 'listConsents', summary: 'List every consent that a connector has had, the latest first' })
  @ApiOkResponse({ standardSchema: ConsentHistory })
  async consents(@OrganizationParam() organizationId: OrganizationId, @ConnectorParam() connectorId: ConnectorId) {
    const consents = await this.directory.listConsents(ids.organizationId(organizationId), ids.connectorId(connectorId));
    return { items: consents.map(consentOf) };
  }

  @Get('consent-texts/current')
  @Access('connector.read', 'connector')
  @ApiOperation({ operationId: 'getCurrentConsentText', summary: 'Get what "authorized": true agrees to now' })
  @ApiOkResponse({ standardSchema: ConsentText })
  currentText(@OrganizationParam() _organizationId: OrganizationId) {
    return getConsentText();
  }

  @Get('consent-texts/:textVersion')
  @Access('connector.read', 'connector')
  @ApiOperation({ operationId: 'getConsentText', summary: 'Get what a consent was given to' })
  @ApiOkResponse({ standardSchema: ConsentText })
  text(@OrganizationParam() _organizationId: OrganizationId, @Param('textVersion') textVersion: string) {
    return getConsentText(textVersion);
  }
}
