import { SealKeyEntity } from './seal-key.entity.js';

export type {
  Actor,
  ChainedFact,
  Fact,
  InclusionProof,
  KeyChange,
  NewFact,
  Projection,
  Rows,
  Seal,
  StreamId,
} from './domain/index.js';
export { actorOf, because, KeyChain } from './domain/index.js';
export { LedgerModule } from './ledger.module.js';
export { Ledger, STAMP, type Stamp } from './write-facts.service.js';
export { ENTERPRISE, type NewStream } from './ledger.store.js';
export type { StoredProjection } from './rows.store.js';
export { Seals } from './seal-streams.service.js';
export { type LedgerVerdict, walkLedger } from './walk-ledger.service.js';
export { keyChanges, storedSealKeys } from './seal-key.store.js';

export const entities = [SealKeyEntity];
