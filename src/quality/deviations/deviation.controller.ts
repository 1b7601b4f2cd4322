import { Controller, Get, ParseUUIDPipe, Query } from '@nestjs/common';
import { ApiQuery, ApiTags } from '@nestjs/swagger';
import { type Caller, CallerOf, Permission } from '../../platform/http/index.js';
import { DeviationDto } from './deviation.dto.js';
import { ListDeviations } from './list-deviations.service.js';

@ApiTags('deviations')
@Controller('deviations')
export class DeviationController {
  constructor(private readonly deviations: ListDeviations) {}

  @Get()
  @Permission('deviation.read')
  @ApiQuery({ name: 'batch', required: false })
  list(
    @CallerOf() caller: Caller,
    @Query('batch', new ParseUUIDPipe({ optional: true })) batch?: string,
  ): Promise<DeviationDto[]> {
    return this.deviations.list(caller, batch);
  }
}
