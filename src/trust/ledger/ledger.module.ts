import { Global, Module } from '@nestjs/common';
import { CONFIG, type Config } from '../../platform/config/index.js';
import { Database, SYSTEM_SCOPE } from '../../platform/database/index.js';
import { configurationManifest } from './configuration.js';
import { Ledger, STAMP, type Stamp } from './ledger.service.js';
import { LedgerController } from './ledger.controller.js';
import { recordConfiguration } from './ledger.store.js';
import { Seals } from './seals.service.js';

@Global()
@Module({
  controllers: [LedgerController],
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
  ],
  exports: [Ledger, Seals, STAMP],
})
export class LedgerModule {}
