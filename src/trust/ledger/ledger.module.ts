import { Global, Module } from '@nestjs/common';
import { CONFIG, type Config, configurationManifest } from '../../platform/config/index.js';
import { Database, SYSTEM_SCOPE } from '../../platform/database/index.js';
import { Ledger, STAMP, type Stamp } from './write-facts.service.js';
import { CheckLedger } from './check-ledger.service.js';
import { FeedController } from './feed.controller.js';
import { LedgerController } from './ledger.controller.js';
import { recordConfiguration } from './ledger.store.js';
import { RotateKey } from './rotate-key.service.js';
import { Seals } from './seal-streams.service.js';
import { ShowFeed } from './show-feed.service.js';

@Global()
@Module({
  controllers: [LedgerController, FeedController],
  providers: [
    {
      provide: STAMP,
      inject: [CONFIG, Database],
      useFactory: async (config: Config, database: Database): Promise<Stamp> => {
        const { hash, manifest } = configurationManifest(config);
        await database.write(SYSTEM_SCOPE, (tx) => recordConfiguration(tx, hash, manifest));
        return { config: hash, ...(config.speed === 1 ? {} : { speed: config.speed }) };
      },
    },
    Ledger,
    Seals,
    CheckLedger,
    RotateKey,
    ShowFeed,
  ],
  exports: [Ledger, Seals, STAMP],
})
export class LedgerModule {}
