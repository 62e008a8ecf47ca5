import { Controller, Delete, Get, HttpCode, Query } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Public } from '@patchbay/service-kit';
import { CallLog } from '../../domain/call-log.ts';
import { CallFilter, CallPage, CallQuery, CallSummary } from './schemas.ts';

@ApiTags('calls')
@Controller('dev/calls')
export class CallsController {
  constructor(private readonly log: CallLog) {}

  @Get()
  @Public()
  @ApiOkResponse({ standardSchema: CallPage })
  list(@Query({ schema: CallQuery }) { pageSize, pageToken, ...filter }: CallQuery): CallPage {
    const { items, nextSequence } = this.log.list(filter, pageToken, pageSize);
    return { items, ...(nextSequence !== undefined && { nextPageToken: String(nextSequence) }) };
  }

  @Get('summary')
  @Public()
  @ApiOkResponse({ standardSchema: CallSummary })
  summarize(@Query({ schema: CallFilter }) filter: CallFilter): CallSummary {
    return this.log.summarize(filter);
  }

  @Delete()
  @Public()
  @HttpCode(204)
  @ApiNoContentResponse()
  clear(): void {
    this.log.clear();
  }
}
