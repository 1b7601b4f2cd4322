export * from './domain/index.js';
export { Equipment } from './equipment.js';
