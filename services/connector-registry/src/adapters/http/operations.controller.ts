import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Operation, type OperationId, OperationQuery, type OrganizationId } from '@patchbay/contracts';
import { Access } from '@patchbay/service-kit';
import type { z } from 'zod';
import { AwaitOperation } from '../../application/await-operation.ts';
import * as ids from '../../domain/ids.ts';
import { OperationParam, OrganizationParam } from './parameters.ts';
import { operationOf } from './representations.ts';

@ApiTags('operations')
@Controller('v1/organizations/:organizationId/operations')
export class OperationsController {
  constructor(private readonly awaitOperation: AwaitOperation) {}

  @Get(':operationId')
  @Access('operation.read', 'operation', 'operationId')
  @ApiOperation({ operationId: 'getOperation', summary: 'Follow an operation, waiting for its end if asked to' })
  @ApiOkResponse({ standardSchema: Operation })
  async get(
    @OrganizationParam() organizationId: OrganizationId,
    @OperationParam() operationId: OperationId,
    @Query({ schema: OperationQuery }) { waitMs }: z.output<typeof OperationQuery>,
  ) {
    return operationOf(await this.awaitOperation.execute(ids.organizationId(organizationId), ids.operationId(operationId), waitMs));
  }
}
