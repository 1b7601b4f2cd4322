import type { ProofStep } from '../../../kernel/merkle.js';
import type { InclusionProof, KeyChange, Seal, StreamId } from '../../../trust/ledger/domain/index.js';

export const FORMAT = 'ballroom-record/2';

/** A fact as stored: its text, the hash it was chained to, and its own. Hashes are hex. */
export interface RecordedFact {
  text: string;
  previous: string;
  hash: string;
}

/** Facts of one stream that follow each other, and for each seal that touches them the proof of the last fact it covers. */
export interface StreamRange {
  stream: StreamId;
  kind: string;
  /** why the batch rests on it */
  why: string;
  from: number;
  facts: RecordedFact[];
  /** null where one could not be made; a verifier says so */
  proofs: (InclusionProof | null)[];
}

/** A reading that a value of the batch rests on. */
export interface CitedReading {
  unit: string;
  arrival: string;
  /** null where there is no such reading */
  leaf: string | null;
  /** place of its seal's fact in the unit's stream; null while none covers it */
  seal: number | null;
  path: ProofStep[] | null;
}

/** A side file: the leaves of a unit's readings, one a line, ends included. */
export interface SeriesFile {
  name: string;
  unit: string;
  from: string;
  to: string;
  count: number;
  /** of the file, hex */
  sha256: string;
  /** Merkle root over its lines */
  root: string;
}

/** A version that a recipe of the batch rests on, and the stream that holds it; null where it is not there. */
export interface PinnedStream {
  code: string;
  version: number;
  hash: string;
  stream: StreamId | null;
}

export interface SignatureLine {
  stream: StreamId;
  seq: number;
  signature: string;
  subject: string;
  meaning: string;
  name: string;
  username: string;
  role: string;
  at: string;
  zone: string;
  hash: string;
}

/** A whole batch in one file. docs/record-format.md is its contract. */
export interface BatchRecord {
  format: typeof FORMAT;
  record: {
    type: string;
    batch: string;
    code: string;
    coi: string | null;
    /** the batch is over and its unit released */
    complete: boolean;
    exportedAt: string;
    exportedBy: { person: string; name: string; role: string };
    product: { name: string; version: string };
  };
  recipe: { id: string; code: string; version: number; hash: string; frozen: unknown };
  /** manifests of versions and settings by their hash */
  configurations: Record<string, unknown>;
  streams: StreamRange[];
  /** overlays, the recipe below them, and blocks of the library; not in records of earlier versions */
  pinned: PinnedStream[];
  key: { fingerprint: string; pem: string };
  /** each change of the key that signs seals; absent where there was none */
  keys?: KeyChange[];
  seals: Seal[];
  readings: { cited: CitedReading[]; gaps: object[] };
  series: SeriesFile[];
  signatures: SignatureLine[];
  /** rows as people read them; what counts is the facts */
  view: Record<string, object[]>;
}
