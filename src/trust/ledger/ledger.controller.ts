import { Body, Controller, Get, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Database, SYSTEM_SCOPE } from '../../platform/database/index.js';
import { type Caller, CallerOf, Command, type CommandContext, Permission } from '../../platform/http/index.js';
import { CheckLedger } from './check-ledger.service.js';
import { actorOf } from './domain/index.js';
import { ChangeKeyDto, LedgerCheckDto, LedgerVerdictDto, SealDto, SealKeyDto } from './ledger.dto.js';
import { RotateKey } from './rotate-key.service.js';
import { Seals } from './seal-streams.service.js';

@ApiTags('ledger')
@Controller('ledger')
export class LedgerController {
  constructor(
    private readonly seals: Seals,
    private readonly database: Database,
    private readonly ledgerChecks: CheckLedger,
    private readonly keys: RotateKey,
  ) {}

  /** The public half of the key that signs seals and records, and those of all keys before it. */
  @Get('key')
  @Permission('ledger.read')
  key(): Promise<SealKeyDto> {
    return this.keys.show();
  }

  /** A new key, signed by the one that it takes the place of. */
  @Post('key/rotate')
  @Permission('ledger.key')
  rotate(@Command() command: CommandContext, @Body() body: ChangeKeyDto): Promise<SealKeyDto> {
    return this.keys.rotate(command, body);
  }

  /** A new key where the old one is lost: nothing joins the two but who says so. */
  @Post('key/replace')
  @Permission('ledger.key')
  replace(@Command() command: CommandContext, @Body() body: ChangeKeyDto): Promise<SealKeyDto> {
    return this.keys.replace(command, body);
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
