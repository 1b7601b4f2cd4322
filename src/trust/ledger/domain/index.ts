export { chain, chainHash, GENESIS, type ChainedFact } from './chain.js';
export type { Actor, Fact, NewFact, StreamId } from './fact.js';
export { changes, patch, put, type Projection, type RowChange, type Rows } from './projection.js';
