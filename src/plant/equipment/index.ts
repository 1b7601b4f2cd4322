import { BindingEntity, CommandEntity, OpcuaCursorEntity, ProgramRunEntity, UnitEntity } from './unit.entity.js';

export * from './domain/index.js';
export { pkiDir, unitCredentialsFile } from './connect-units.service.js';
export type { ConnectionStatus } from './opcua/ports.js';
export { provisionClient, trustServer } from './opcua/trust-store.js';
export { EquipmentModule } from './equipment.module.js';
export { Equipment } from './use-equipment.service.js';
export { unitStore } from './equipment.store.js';

export const entities = [UnitEntity, BindingEntity, CommandEntity, ProgramRunEntity, OpcuaCursorEntity];
