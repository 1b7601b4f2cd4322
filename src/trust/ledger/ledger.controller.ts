import { Controller, Get, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Database, SYSTEM_SCOPE } from '../../platform/database/index.js';
import { Permission } from '../../platform/http/index.js';
import { SealDto, SealKeyDto } from './ledger.dto.js';
import { Seals } from './seal-streams.service.js';

@ApiTags('ledger')
@Controller('ledger')
export class LedgerController {
  constructor(
    private readonly seals: Seals,
    private readonly database: Database,
  ) {}

  @Get('key')
  @Permission('ledger.read')
  key(): SealKeyDto {
    return this.seals.publicKey;
  }

  @Get('seals')
  @Permission('ledger.read')
  list(): Promise<SealDto[]> {
    return this.database.read(SYSTEM_SCOPE, (tx) => this.seals.between(tx, 1, 2 ** 31 - 1));
  }

  /** Seals everything that moved, now. */
  @Post('seals')
  @Permission('ledger.read')
  seal(): Promise<SealDto | null> {
    return this.seals.seal();
  }
}
