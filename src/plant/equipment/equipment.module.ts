import { Module } from '@nestjs/common';
import { OrganisationModule } from '../../trust/organisation/index.js';
import { SignaturesModule } from '../../trust/signatures/index.js';
import { UnitClassesModule } from '../../definition/unit-classes/index.js';
import { CertificateController } from './certificate.controller.js';
import { ConnectUnits } from './connect-units.service.js';
import { DefineUnit } from './define-unit.service.js';
import { DispatchCommand } from './dispatch-command.service.js';
import { Equipment } from './use-equipment.service.js';
import { KeepUnits } from './keep-units.service.js';
import { HoldUnits } from './hold-units.service.js';
import { InstanceController } from './instance.controller.js';
import { JudgeCertificate } from './judge-certificate.service.js';
import { MapTags } from './map-tags.service.js';
import { LiftQuarantine } from './lift-quarantine.service.js';
import { LogbookController } from './logbook.controller.js';
import { OperateUnits } from './operate-units.service.js';
import { RecordConnections } from './record-connections.service.js';
import { SettleCertificates } from './settle-certificates.service.js';
import { ShowLogbook } from './show-logbook.service.js';
import { ShowCertificates } from './show-certificates.service.js';
import { ShowInstances } from './show-instances.service.js';
import { PromptController } from './prompt.controller.js';
import { ShowPrompts } from './show-prompts.service.js';
import { ShowUnits } from './show-units.service.js';
import { SpoolController } from './spool.controller.js';
import { TagMapController } from './tag-map.controller.js';
import { UnitController } from './unit.controller.js';
import { UpkeepController } from './upkeep.controller.js';
import { WatchProgram } from './watch-program.service.js';
import { WriteUnit } from './write-unit.service.js';

@Module({
  imports: [OrganisationModule, SignaturesModule, UnitClassesModule],
  controllers: [
    ...[TagMapController, UnitController, PromptController, UpkeepController, LogbookController],
    ...[CertificateController, InstanceController, SpoolController],
  ],
  providers: [
    ...[Equipment, DefineUnit, MapTags, LiftQuarantine, ShowUnits, ShowPrompts, KeepUnits, ShowLogbook],
    ...[ShowCertificates, JudgeCertificate, SettleCertificates],
    ...[RecordConnections, HoldUnits, ShowInstances],
    ...[ConnectUnits, WriteUnit, WatchProgram, DispatchCommand, OperateUnits],
  ],
  exports: [Equipment, ShowPrompts],
})
export class EquipmentModule {}
