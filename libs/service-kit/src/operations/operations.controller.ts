import { Controller, Get, Header, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Public } from '../access/decorators.ts';
import { Metrics } from './metrics.ts';
import { Readiness } from './readiness.ts';

@Public()
@ApiExcludeController()
@Controller()
export class OperationsController {
  constructor(
    private readonly readiness: Readiness,
    private readonly metrics: Metrics,
  ) {}

  /** Alive: only a process that cannot answer at all is to be restarted. */
  @Get('healthz')
  @Header('cache-control', 'no-store')
  health() {
    return { status: 'ok' };
  }

  @Get('readyz')
  @Header('cache-control', 'no-store')
  async ready(@Res({ passthrough: true }) reply: FastifyReply) {
    const reasons = await this.readiness.reasons();
    if (reasons.length === 0) return { status: 'ready' };
    reply.status(503);
    return { status: 'not-ready', reasons };
  }

  @Get('metrics')
  async exposition(@Res({ passthrough: true }) reply: FastifyReply) {
    reply.header('content-type', this.metrics.registry.contentType);
    return this.metrics.registry.metrics();
  }
}
