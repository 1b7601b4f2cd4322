export { chain, chainHash, GENESIS, type ChainedFact } from './chain.js';
export { type LedgerFault, SealCheck, type StatedStream, type StoredFact, StreamCheck } from './check.js';
export { actorOf, because, type Actor, type Fact, type NewFact, type StreamId } from './fact.js';
export { KeyChain, type HeldKey } from './key-chain.js';
export { KnownStates } from './known-states.js';
export { changes, patch, put, type Projection, type Rows } from './projection.js';
export {
  type InclusionProof,
  nextSeal,
  proveInclusion,
  type Seal,
  type SealBody,
  sealedRange,
  type SealedRange,
} from './seal.js';
export {
  decideKeyChange,
  type KeyChange,
  LEDGER,
  sealKeyProjection,
  type SealKeyRow,
  type SealKeyState,
} from './seal-key.js';
