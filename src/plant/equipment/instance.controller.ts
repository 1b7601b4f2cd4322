import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { type Caller, CallerOf, Permission } from '../../platform/http/index.js';
import { InstanceDto } from './instance.dto.js';
import { ShowInstances } from './show-instances.service.js';

@ApiTags('server')
@Controller('instances')
export class InstanceController {
  constructor(private readonly instances: ShowInstances) {}

  @Get()
  @Permission('plant.read')
  @ApiOkResponse({ type: [InstanceDto] })
  list(@CallerOf() caller: Caller): Promise<InstanceDto[]> {
    return this.instances.list(caller);
  }
}
