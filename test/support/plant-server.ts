import { type INestApplicationContext, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { entities as unitClassEntities, UnitClassesModule } from '../../src/definition/unit-classes/index.js';
import { Equipment, EquipmentModule, entities as equipmentEntities } from '../../src/plant/equipment/index.js';
import { newId } from '../../src/platform/clock/index.js';
import { ConfigModule, loadConfig } from '../../src/platform/config/index.js';
import { DatabaseModule, dataSource, SYSTEM_SCOPE } from '../../src/platform/database/index.js';
import { type CommandContext, HttpModule } from '../../src/platform/http/index.js';
import { LeasesModule } from '../../src/platform/leases/index.js';
import { LiveModule } from '../../src/platform/live/index.js';
import { LedgerModule } from '../../src/trust/ledger/index.js';
import { entities as organisationEntities, OrganisationModule } from '../../src/trust/organisation/index.js';
import { entities as signatureEntities } from '../../src/trust/signatures/index.js';

/** The part of the server that drives units, without what reacts to them; what comes is stored by nobody. */
export async function startPlantServer(env: Record<string, string>): Promise<INestApplicationContext> {
  const config = loadConfig(env);
  const entities = [...organisationEntities, ...unitClassEntities, ...equipmentEntities, ...signatureEntities];
  const source = await dataSource(env['DATABASE_URL']!, { entities }).initialize();
  class Plant {}
  Module({
    imports: [
      ...[ConfigModule.of(config), DatabaseModule.on(source), HttpModule, LiveModule, LeasesModule, LedgerModule],
      ...[OrganisationModule, UnitClassesModule, EquipmentModule],
    ],
  })(Plant);
  const server = await NestFactory.createApplicationContext(Plant, { logger: ['error'], abortOnError: false });
  server
    .get(Equipment, { strict: false })
    .messages()
    .subscribe((message) => message.ack());
  return server;
}

/** A command of an engineer, to services that are asked without HTTP. */
export const engineerCommand = (): CommandContext => ({
  caller: {
    ...{ person: { id: newId(), username: 'engineer', name: 'Engineer' }, role: 'recipe-engineer' },
    ...{ permissions: new Set(), scope: SYSTEM_SCOPE, session: 'test' },
  },
  ...{ scope: SYSTEM_SCOPE, route: 'test', key: newId(), bodyHash: 'none' },
});
