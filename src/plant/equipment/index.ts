import { BindingEntity, CommandEntity, OpcuaCursorEntity, ProgramRunEntity, UnitEntity } from './unit.entity.js';

export * from './domain/index.js';
export { pkiDir, unitCredentialsFile } from './connectors/opcua/opcua-connectors.service.js';
export type { ConnectionStatus } from './connectors/opcua/ports.js';
export { provisionClient, trustServer } from './connectors/opcua/trust-store.js';
export { EquipmentModule } from './equipment.module.js';
export { Equipment } from './equipment.service.js';
export { unitStore } from './equipment.store.js';

export const entities = [UnitEntity, BindingEntity, CommandEntity, ProgramRunEntity, OpcuaCursorEntity];
