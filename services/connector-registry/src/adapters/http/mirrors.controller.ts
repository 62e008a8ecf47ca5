import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiNoContentResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ReportDigestsRequest } from '@patchbay/contracts';
import { Access } from '@patchbay/service-kit';
import { Clock } from '../../application/ports.ts';
import { Mirrors } from '../../application/state-topic/mirror-ports.ts';

@ApiTags('snapshot')
@Controller('v1/connector-snapshot/digests')
export class MirrorsController {
  constructor(
    private readonly mirrors: Mirrors,
    private readonly clock: Clock,
  ) {}

  /** For those who may have the snapshot, and so hold what it tells. */
  @Post()
  @HttpCode(204)
  @Access('connector.snapshot', 'connector')
  @ApiOperation({
    operationId: 'reportDigests',
    summary: 'What a replica that mirrors every connector holds: compared with the database later',
  })
  @ApiNoContentResponse()
  async report(@Body({ schema: ReportDigestsRequest }) { instanceId, digests }: ReportDigestsRequest): Promise<void> {
    await this.mirrors.keep({ instanceId, digests, reportedAt: this.clock.now() });
  }
}
