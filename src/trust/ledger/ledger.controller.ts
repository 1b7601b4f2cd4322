import { Controller, Get, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Database, SYSTEM_SCOPE } from '../../platform/database/index.js';
import { type Caller, CallerOf, Permission } from '../../platform/http/index.js';
import { CheckLedger } from './check-ledger.service.js';
import { actorOf } from './domain/index.js';
import { LedgerCheckDto, LedgerVerdictDto, SealDto, SealKeyDto } from './ledger.dto.js';
import { Seals } from './seal-streams.service.js';

@ApiTags('ledger')
@Controller('ledger')
export class LedgerController {
  constructor(
    private readonly seals: Seals,
    private readonly database: Database,
    private readonly ledgerChecks: CheckLedger,
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
  @Permission('ledger.check')
  seal(): Promise<SealDto | null> {
    return this.seals.seal();
  }

  /** The last ten checks of the whole ledger, the newest first. */
  @Get('checks')
  @Permission('ledger.read')
  checks(): Promise<LedgerCheckDto[]> {
    return this.ledgerChecks.last(10);
  }

  /** Checks the whole ledger now: facts, chains, heads and seals, also against what was published. */
  @Post('checks')
  @Permission('ledger.check')
  check(@CallerOf() caller: Caller): Promise<LedgerVerdictDto> {
    return this.ledgerChecks.check(actorOf(caller));
  }
}
