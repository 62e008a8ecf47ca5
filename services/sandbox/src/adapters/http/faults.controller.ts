import { Body, Controller, Delete, Get, HttpCode, Put } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Public } from '@patchbay/service-kit';
import { FaultSwitches } from '../../domain/fault.ts';
import { FaultList, ReplaceFaults } from './schemas.ts';

@ApiTags('faults')
@Controller('dev/faults')
export class FaultsController {
  constructor(private readonly switches: FaultSwitches) {}

  @Put()
  @Public()
  @ApiOkResponse({ standardSchema: FaultList })
  replace(@Body({ schema: ReplaceFaults }) { faults }: ReplaceFaults): FaultList {
    this.switches.replace(faults);
    return this.list();
  }

  @Get()
  @Public()
  @ApiOkResponse({ standardSchema: FaultList })
  list(): FaultList {
    return { faults: this.switches.list() };
  }

  @Delete()
  @Public()
  @HttpCode(204)
  @ApiNoContentResponse()
  clear(): void {
    this.switches.replace([]);
  }
}
