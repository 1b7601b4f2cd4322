import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Open } from '../../platform/http/index.js';
import { ConnectUnits } from './connect-units.service.js';
import { SpooledDto } from './spool.dto.js';

@ApiTags('server')
@Controller('spool')
export class SpoolController {
  constructor(private readonly connectors: ConnectUnits) {}

  /** How much of all units waits on this server's disk, not recorded yet; answers while the database is away. */
  @Get()
  @Open(
    'monitoring asks while the database, and with it every session, is away; it tells amounts, and names of servers',
  )
  @ApiOkResponse({ type: SpooledDto })
  state(): SpooledDto {
    const { spool } = this.connectors;
    return { ...spool.state(), limit: spool.limit, left: spool.leftover };
  }
}
