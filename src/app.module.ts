import { type DynamicModule, Module } from '@nestjs/common';
import { RecipesModule, entities as recipeEntities } from './definition/recipes/index.js';
import { UnitClassesModule, entities as unitClassEntities } from './definition/unit-classes/index.js';
import { BatchesModule, entities as batchEntities } from './execution/batches/index.js';
import { CustodyModule, entities as custodyEntities } from './execution/custody/index.js';
import { InboxModule, entities as inboxEntities } from './execution/inbox/index.js';
import { RehearsalsModule, entities as rehearsalEntities } from './execution/rehearsals/index.js';
import { BoardModule } from './floor/board/index.js';
import { ReportsModule } from './outlook/reports/index.js';
import { TrailModule, entities as trailEntities } from './outlook/trail/index.js';
import { AlarmsModule, entities as alarmEntities } from './plant/alarms/index.js';
import { EquipmentModule, entities as equipmentEntities } from './plant/equipment/index.js';
import { ReadingsModule, entities as readingEntities } from './plant/readings/index.js';
import { type Config, ConfigModule } from './platform/config/index.js';
import { DatabaseModule, type DataSource } from './platform/database/index.js';
import { HttpModule } from './platform/http/index.js';
import { LeasesModule } from './platform/leases/index.js';
import { LiveModule } from './platform/live/index.js';
import { DeviationsModule, entities as deviationEntities } from './quality/deviations/index.js';
import { RecordRetentionModule, entities as retentionEntities } from './quality/retention/index.js';
import { IdentityModule, entities as identityEntities } from './trust/identity/index.js';
import { LedgerModule, entities as ledgerEntities } from './trust/ledger/index.js';
import { OrganisationModule, entities as organisationEntities } from './trust/organisation/index.js';
import { QualificationsModule, entities as qualificationEntities } from './trust/qualifications/index.js';
import { SignaturesModule, entities as signatureEntities } from './trust/signatures/index.js';

/** Tables whose rows follow from facts, or that TypeORM reads; migrations are proven to agree with them. */
export const entities = [
  ...ledgerEntities,
  ...organisationEntities,
  ...identityEntities,
  ...signatureEntities,
  ...qualificationEntities,
  ...unitClassEntities,
  ...recipeEntities,
  ...equipmentEntities,
  ...readingEntities,
  ...alarmEntities,
  ...custodyEntities,
  ...batchEntities,
  ...inboxEntities,
  ...rehearsalEntities,
  ...deviationEntities,
  ...retentionEntities,
  ...trailEntities,
];

@Module({})
export class AppModule {
  /** The whole server on one configuration and one database. */
  static of(config: Config, source: DataSource): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ConfigModule.of(config),
        DatabaseModule.on(source),
        HttpModule,
        LiveModule,
        LeasesModule,
        LedgerModule,
        OrganisationModule,
        IdentityModule,
        SignaturesModule,
        QualificationsModule,
        UnitClassesModule,
        RecipesModule,
        EquipmentModule,
        ReadingsModule,
        AlarmsModule,
        CustodyModule,
        BatchesModule,
        InboxModule,
        RehearsalsModule,
        DeviationsModule,
        RecordRetentionModule,
        BoardModule,
        ReportsModule,
        TrailModule,
      ],
    };
  }
}
