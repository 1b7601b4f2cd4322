import {
  BindingEntity,
  CommandEntity,
  CursorEntity,
  KitEntity,
  LocalChangeEntity,
  ProgramRunEntity,
  PromptEntity,
  UnitEntity,
  UpkeepEntity,
} from './unit.entity.js';

export * from './domain/index.js';
export { pkiDir, unitCredentialsFile } from './opcua/connector.js';
export { provisionClient, trustServer } from './opcua/trust-store.js';
export { EquipmentModule } from './equipment.module.js';
export { Equipment } from './use-equipment.service.js';
export { GivenKitDto, KitDto } from './kit.dto.js';
export { PromptDto } from './prompt.dto.js';
export { ShowPrompts } from './show-prompts.service.js';
export { unitStore } from './equipment.store.js';
export { seenBatches } from './logbook.store.js';

export const entities = [
  ...[UnitEntity, BindingEntity, CommandEntity, ProgramRunEntity, LocalChangeEntity],
  ...[PromptEntity, UpkeepEntity, KitEntity, CursorEntity],
];
