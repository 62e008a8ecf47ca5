import { Injectable, Module, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { AccessControl, currentRequestId, currentTraceparent, parseRequest, ServiceKitModule } from '../src/index.ts';
import type { TinyConfig } from './tiny-service.ts';

const Body = z.strictObject({ a: z.number() });

@Injectable()
class HotRoute implements OnModuleInit {
  constructor(
    private readonly host: HttpAdapterHost,
    private readonly access: AccessControl,
  ) {}

  onModuleInit(): void {
    const instance: FastifyInstance = this.host.httpAdapter.getInstance();
    instance.post('/v1/hot', async (request) => {
      const caller = await this.access.authorize(request.headers.authorization, {
        action: 'execution.start',
        resource: { type: 'execution', id: '*' },
      });
      parseRequest(Body, request.body);
      return { caller, requestId: currentRequestId(), traceparent: currentTraceparent() };
    });
  }
}

@Module({ providers: [HotRoute] })
class HotModule {}

export const hotModule = (config: TinyConfig) => ({
  module: HotModule,
  imports: [ServiceKitModule.forService({ name: 'hot', config })],
});
