export { type InstanceRow, listInstances } from './instance.store.js';
export { LeasedRounds } from './leased-rounds.js';
export { isLeaseLost, LeaseLost } from './lease-lost.js';
export { type Held, type LeaseHolder, Leases } from './leases.service.js';
export { LeasesModule } from './leases.module.js';
