import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Public } from '@patchbay/service-kit';
import { organizations, users } from '../../domain/world.ts';
import { World } from './schemas.ts';

@ApiTags('world')
@Controller('dev/world')
export class WorldController {
  @Get()
  @Public()
  @ApiOkResponse({ standardSchema: World })
  read() {
    return { organizations, users };
  }
}
