import { Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Operation, OperationId, OperationList, OperationListQuery, OperationQuery, type OrganizationId } from '@patchbay/contracts';
import { Access, ApiIdempotencyKey, type Caller, CurrentCaller } from '@patchbay/service-kit';
import type { z } from 'zod';
import { AwaitOperation } from '../../application/await-operation.ts';
import { CancelOperation } from '../../application/cancel-operation.ts';
import { FollowHalts } from '../../application/halts/follow-halts.ts';
import { RegistryReader } from '../../application/ports.ts';
import * as ids from '../../domain/ids.ts';
import { operationOf } from './operation-representation.ts';
import { pageTokenOf, positionOf } from './page-token.ts';
import { OperationParam, OrganizationParam } from './parameters.ts';

@ApiTags('operations')
@Controller('v1/organizations/:organizationId/operations')
export class OperationsController {
  constructor(
    private readonly reader: RegistryReader,
    private readonly awaitOperation: AwaitOperation,
    private readonly cancelOperation: CancelOperation,
    private readonly halts: FollowHalts,
  ) {}

  @Get()
  @Access('operation.read', 'operation')
  @ApiOperation({ operationId: 'listOperations', summary: 'List halts and deletions, the newest first' })
  @ApiOkResponse({ standardSchema: OperationList })
  async list(
    @OrganizationParam() organizationId: OrganizationId,
    @Query({ schema: OperationListQuery }) { pageSize, pageToken, connectorId, kind, state }: z.output<typeof OperationListQuery>,
  ) {
    const filter = { connectorId: connectorId && ids.connectorId(connectorId), kind, state };
    const page = { size: pageSize, after: positionOf(OperationId, ids.operationId, pageToken) };
    const { items, next } = await this.reader.listOperations(ids.organizationId(organizationId), filter, page);
    return { items: items.map((view) => operationOf(view, this.halts.find(view.operation.operationId))), ...pageTokenOf(next) };
  }

  @Get(':operationId')
  @Access('operation.read', 'operation', 'operationId')
  @ApiOperation({ operationId: 'getOperation', summary: 'Follow an operation, waiting for its end if asked to' })
  @ApiOkResponse({ standardSchema: Operation })
  async get(
    @OrganizationParam() organizationId: OrganizationId,
    @OperationParam() operationId: OperationId,
    @Query({ schema: OperationQuery }) { waitMs }: z.output<typeof OperationQuery>,
  ) {
    const { view, live } = await this.awaitOperation.execute(ids.organizationId(organizationId), ids.operationId(operationId), waitMs);
    return operationOf(view, live);
  }

  /** Who may delete a connector may also think better of it. */
  @Post(':operationId/cancel')
  @HttpCode(200)
  @Access('connector.delete', 'operation', 'operationId')
  @ApiIdempotencyKey()
  @ApiOperation({
    operationId: 'cancelOperation',
    summary: 'Undo a deletion, until tokens are being revoked: the connector is inactive again, and its flows are attached again',
  })
  @ApiIdempotencyKey()
  @ApiOkResponse({ standardSchema: Operation })
  async cancel(
    @OrganizationParam() organization: OrganizationId,
    @OperationParam() operation: OperationId,
    @CurrentCaller() caller: Caller,
  ) {
    const [organizationId, operationId] = [ids.organizationId(organization), ids.operationId(operation)];
    return operationOf(await this.cancelOperation.execute({ organizationId, operationId, actor: caller.id }), undefined);
  }
}
