import { Readable } from 'node:stream';
import { Controller, Get, Query, StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import {
  ConnectorHistoryQuery,
  type ConnectorId,
  HistoryExportQuery,
  HistoryPage,
  HistoryQuery,
  HistoryVerification,
  type OrganizationId,
  RecordedVersionsQuery,
} from '@patchbay/contracts';
import { Access } from '@patchbay/service-kit';
import type { z } from 'zod';
import { type HistoryFilter, HistoryReader } from '../../../application/history/ports.ts';
import { RegistryReader } from '../../../application/ports.ts';
import * as ids from '../../../domain/ids.ts';
import { ConnectorParam, OrganizationParam } from '../parameters.ts';
import { historyPageTokenOf, historyPositionOf } from './history-page-token.ts';
import { historyEntryOf, recordedVersionOf, verificationOf } from './history-representation.ts';

/** Who did what, and who was refused what: for those who may read connectors. */
@ApiTags('history')
@Controller('v1/organizations/:organizationId')
export class HistoryController {
  constructor(
    private readonly history: HistoryReader,
    private readonly registry: RegistryReader,
  ) {}

  @Get('history')
  @Access('history.read', 'history')
  @ApiOperation({ operationId: 'listHistory', summary: 'What was done in the organization, and what was refused, the newest first' })
  @ApiOkResponse({ standardSchema: HistoryPage })
  list(@OrganizationParam() organizationId: OrganizationId, @Query({ schema: HistoryQuery }) query: z.output<typeof HistoryQuery>) {
    return this.page(organizationId, filterOf(query), query);
  }

  @Get('history/export')
  @Access('history.read', 'history')
  @ApiOperation({ operationId: 'exportHistory', summary: 'The same, the oldest first, as one JSON text a line' })
  @ApiProduces('application/x-ndjson')
  @ApiOkResponse({ description: 'An entry a line', schema: { type: 'string' } })
  export(
    @OrganizationParam() organizationId: OrganizationId,
    @Query({ schema: HistoryExportQuery }) query: z.output<typeof HistoryExportQuery>,
  ) {
    const entries = this.history.readAll(ids.organizationId(organizationId), filterOf(query));
    return fileOf(entries, historyEntryOf, `history-${organizationId}.ndjson`);
  }

  @Get('history/versions')
  @Access('history.read', 'history')
  @ApiOperation({
    operationId: 'exportVersions',
    summary: 'Each version of each connector with its commit, halt and bound, the oldest first',
  })
  @ApiProduces('application/x-ndjson')
  @ApiOkResponse({ description: 'A version a line, for `npm run verify-history`', schema: { type: 'string' } })
  exportVersions(
    @OrganizationParam() organizationId: OrganizationId,
    @Query({ schema: RecordedVersionsQuery }) { connectorId }: z.output<typeof RecordedVersionsQuery>,
  ) {
    const versions = this.history.readVersions(ids.organizationId(organizationId), connectorId && ids.connectorId(connectorId));
    return fileOf(versions, recordedVersionOf, `versions-${organizationId}.ndjson`);
  }

  @Get('history/verification')
  @Access('history.read', 'history')
  @ApiOperation({
    operationId: 'verifyHistory',
    summary: 'Whether nothing in the history was removed or changed, and if not, from where on',
  })
  @ApiOkResponse({ standardSchema: HistoryVerification })
  async verify(@OrganizationParam() organizationId: OrganizationId) {
    return verificationOf(await this.history.verify(ids.organizationId(organizationId)));
  }

  @Get('connectors/:connectorId/history')
  @Access('history.read', 'history', 'connectorId')
  @ApiOperation({ operationId: 'listConnectorHistory', summary: 'What was done with a connector, and what was refused, the newest first' })
  @ApiOkResponse({ standardSchema: HistoryPage })
  async listOfConnector(
    @OrganizationParam() organizationId: OrganizationId,
    @ConnectorParam() connectorId: ConnectorId,
    @Query({ schema: ConnectorHistoryQuery }) query: z.output<typeof ConnectorHistoryQuery>,
  ) {
    await this.registry.getConnector(ids.organizationId(organizationId), ids.connectorId(connectorId));
    return this.page(organizationId, filterOf({ ...query, connectorId }), query);
  }

  private async page(
    organizationId: OrganizationId,
    filter: HistoryFilter,
    { pageSize, pageToken }: { pageSize: number; pageToken?: string | undefined },
  ) {
    const page = { size: pageSize, after: historyPositionOf(pageToken) };
    const { items, next } = await this.history.list(ids.organizationId(organizationId), filter, page);
    return { items: items.map(historyEntryOf), ...historyPageTokenOf(next) };
  }
}

function filterOf({
  connectorId,
  flowId,
  operationId,
  scheduleId,
  actor,
  action,
  outcome,
  from,
  to,
}: z.output<typeof HistoryExportQuery>): HistoryFilter {
  return {
    connectorId: connectorId && ids.connectorId(connectorId),
    flowId: flowId && ids.flowId(flowId),
    operationId: operationId && ids.operationId(operationId),
    scheduleId: scheduleId && ids.scheduleId(scheduleId),
    actor,
    action,
    outcome,
    from: from === undefined ? undefined : new Date(from),
    to: to === undefined ? undefined : new Date(to),
  };
}

function fileOf<T>(items: AsyncIterable<T>, tell: (item: T) => unknown, name: string): StreamableFile {
  const disposition = `attachment; filename="${name}"`;
  return new StreamableFile(Readable.from(linesOf(items, tell)), { type: 'application/x-ndjson', disposition });
}

async function* linesOf<T>(items: AsyncIterable<T>, tell: (item: T) => unknown): AsyncGenerator<string, void, void> {
  for await (const item of items) yield `${JSON.stringify(tell(item))}\n`;
}
