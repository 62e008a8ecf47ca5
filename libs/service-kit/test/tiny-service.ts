import { Body, Controller, Delete, Get, Headers, HttpCode, Module, Param, Post, Query, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse } from '@nestjs/swagger';
import { Connector, ConnectorId, ConnectorListQuery, CreateConnectorRequest } from '@patchbay/contracts';
import { DomainError } from '@patchbay/errors';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import {
  Access,
  type Caller,
  CurrentCaller,
  createService,
  currentRequestId,
  currentTraceparent,
  etagOf,
  IdParam,
  Public,
  parseConfig,
  parseIfMatch,
  type RunningService,
  ServiceKitModule,
  type ServiceOptions,
  serviceVariables,
} from '../src/index.ts';

class NameTaken extends DomainError {
  readonly kind = 'conflict';
  readonly code = 'thing.name-taken';
  override readonly details = { field: 'name' };

  constructor() {
    super('the name is taken: choose another');
  }
}

class DatabaseAway extends DomainError {
  readonly kind = 'unavailable';
  readonly code = 'thing.database-away';

  constructor() {
    super('the database is away');
  }
}

@Controller('v1/organizations/:organizationId/connectors')
class ConnectorsController {
  @Post()
  @Access('connector.create', 'connector')
  @ApiCreatedResponse({ standardSchema: Connector })
  create(@Body({ schema: CreateConnectorRequest }) body: CreateConnectorRequest, @CurrentCaller() caller: Caller) {
    return { name: body.name, by: caller };
  }

  @Get()
  @Access('connector.read', 'connector')
  list(@Query({ schema: ConnectorListQuery }) query: z.infer<typeof ConnectorListQuery>) {
    return { query };
  }

  @Get(':connectorId')
  @Access('connector.read', 'connector', 'connectorId')
  @ApiOkResponse({ standardSchema: Connector })
  get(@Param('connectorId', IdParam(ConnectorId)) connectorId: ConnectorId, @Res({ passthrough: true }) reply: FastifyReply) {
    reply.header('etag', etagOf(7));
    return { connectorId, requestId: currentRequestId(), traceparent: currentTraceparent() };
  }

  @Delete(':connectorId')
  @HttpCode(202)
  @Access('connector.delete', 'connector', 'connectorId')
  remove(@Headers('if-match') ifMatch: string | undefined) {
    return { version: parseIfMatch(ifMatch) };
  }
}

@Controller('v1/failures')
class FailuresController {
  @Public()
  @Get('conflict')
  conflict() {
    throw new NameTaken();
  }

  @Public()
  @Get('bug')
  bug() {
    throw new Error('column "password_hash" does not exist');
  }

  @Public()
  @Get('away')
  away() {
    throw new DatabaseAway();
  }

  @Public()
  @Post('echo')
  echo(@Body({ schema: z.strictObject({ a: z.number(), b: z.strictObject({ c: z.string() }).optional() }) }) body: object) {
    return { body, requestId: currentRequestId(), traceparent: currentTraceparent() };
  }
}

@Module({ controllers: [ConnectorsController, FailuresController] })
export class TinyModule {}

export const TinyConfig = z.object(serviceVariables);
export type TinyConfig = z.infer<typeof TinyConfig>;

export const tinyModule = (config: TinyConfig) => ({
  module: TinyModule,
  imports: [ServiceKitModule.forService({ name: 'tiny', config })],
});

export function tinyConfig(over: Record<string, string> = {}): TinyConfig {
  return parseConfig(TinyConfig, {
    PORT: '0',
    LOG_LEVEL: 'silent',
    OIDC_ISSUER: 'http://127.0.0.1:1',
    OIDC_CLIENT_SECRET: 'test-client-secret',
    AUTHZ_URL: 'http://127.0.0.1:1',
    INSTANCE_ID: 'tiny-1',
    ...over,
  });
}

export function startTiny(env: Record<string, string> = {}, options: Partial<ServiceOptions<TinyConfig>> = {}): Promise<RunningService> {
  return createService({ name: 'tiny', host: '127.0.0.1', module: tinyModule, ...options, config: tinyConfig(env) });
}
