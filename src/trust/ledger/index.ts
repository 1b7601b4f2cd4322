import type { Caller } from '../../platform/http/index.js';
import type { Actor } from './domain/index.js';

export type {
  Actor,
  ChainedFact,
  Fact,
  InclusionProof,
  NewFact,
  Projection,
  Rows,
  Seal,
  StreamId,
} from './domain/index.js';
export { because } from './domain/index.js';
export { LedgerModule } from './ledger.module.js';
export { Ledger, STAMP, type Stamp } from './write-facts.service.js';
export type { NewStream } from './ledger.store.js';
export type { StoredProjection } from './rows.store.js';
export { Seals } from './seal-streams.service.js';

/** The person of a request as the actor of its facts. */
export const actorOf = ({ person, role, terminal }: Caller): Actor => ({
  person: person.id,
  name: person.name,
  role,
  ...(terminal === undefined ? {} : { terminal }),
});
