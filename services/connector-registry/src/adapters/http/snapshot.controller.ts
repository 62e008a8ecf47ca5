import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ConnectorId, ConnectorSnapshot, ConnectorSnapshotQuery } from '@patchbay/contracts';
import { Access } from '@patchbay/service-kit';
import type { z } from 'zod';
import { RegistryReader } from '../../application/ports.ts';
import * as ids from '../../domain/ids.ts';
import { positionOf } from './page-token.ts';
import { snapshotOf } from './representations.ts';

@ApiTags('snapshot')
@Controller('v1/connector-snapshot')
export class SnapshotController {
  constructor(private readonly reader: RegistryReader) {}

  /** Each page is of one moment, which `upToSeq` names; a later page is of a later one. Events after the first page's `upToSeq` complete it. */
  @Get()
  @Access('connector.snapshot', 'connector')
  @ApiOperation({
    operationId: 'getConnectorSnapshot',
    summary: 'Every connector that is not deleted, with a position of the event history',
  })
  @ApiOkResponse({ standardSchema: ConnectorSnapshot })
  async get(@Query({ schema: ConnectorSnapshotQuery }) { pageSize, pageToken }: z.output<typeof ConnectorSnapshotQuery>) {
    return snapshotOf(await this.reader.readSnapshot({ size: pageSize, after: positionOf(ConnectorId, ids.connectorId, pageToken) }));
  }
}
