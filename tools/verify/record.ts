import { canonicalJson } from '../../src/kernel/canonical-json.js';

/** Input that cannot be judged at all: no JSON, no record, or a form that this verifier does not know. */
export class Unusable extends Error {}

export const FORMAT = 'ballroom-record/2';

/** Records of earlier versions have fewer tables in their view. */
const FORMATS: unknown[] = ['ballroom-record/1', FORMAT];

export interface ProofStep {
  side: 'left' | 'right';
  hash: string;
}

export interface Range {
  stream: string;
  from: number;
  to: number;
  head: string;
  facts: string;
}

export interface Proof {
  seal: number;
  range: Range;
  fact: ProofStep[];
  path: ProofStep[];
}

/** A fact as stored: its text, the hash that it was chained to, and its own. */
export interface Link {
  text: string;
  previous: string;
  hash: string;
}

/** Facts of one stream that follow each other. */
export interface StreamRange {
  stream: string;
  kind: string;
  why: string;
  from: number;
  facts: Link[];
  proofs: (Proof | null)[];
}

export interface Seal {
  number: number;
  text: string;
  signature: string;
}

export interface CitedReading {
  unit: string;
  arrival: string;
  leaf: string | null;
  seal: number | null;
  path: ProofStep[] | null;
}

export interface SeriesFile {
  name: string;
  unit: string;
  from: string;
  to: string;
  count: number;
  sha256: string;
  root: string;
}

/** A version that a recipe of the batch rests on, and the stream that holds it; null where it is not there. */
export interface PinnedVersion {
  code: string;
  version: number;
  hash: string;
  stream: string | null;
}

export interface SignatureLine {
  stream: string;
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

type Row = Record<string, unknown>;

/** A batch record, format `ballroom-record/1` or `/2`; docs/record-format.md says what each part means. */
export interface BatchRecord {
  format: string;
  record: {
    type: string;
    batch: string;
    code: string;
    /** null of a record without a patient */
    coi: string | null;
    complete: boolean;
    exportedAt: string;
    exportedBy: { person: string; name: string; role: string };
    product: { name: string; version: string };
  };
  recipe: { id: string; code: string; version: number; hash: string; frozen: unknown };
  configurations: Record<string, unknown>;
  streams: StreamRange[];
  /** not in earlier records */
  pinned?: PinnedVersion[];
  key: { fingerprint: string; pem: string };
  /** not where the key never changed */
  keys?: { number: number; text: string; endorsement: string | null; possession: string }[];
  seals: Seal[];
  readings: { cited: CitedReading[]; gaps: Row[] };
  series: SeriesFile[];
  signatures: SignatureLine[];
  view: Record<string, Row[]>;
  signature: { key: string; value: string };
}

/** Reads a file as a record. Throws {@link Unusable}, naming what is missing or unknown. */
export function readRecord(text: string): BatchRecord {
  const value = parse(text);
  if (!isObject(value)) throw new Unusable('The file holds no JSON object.');
  if (!FORMATS.includes(value['format']))
    throw new Unusable(
      `The file says its format is ${JSON.stringify(value['format'])}; this verifier knows ${FORMATS.join(' and ')}.`,
    );
  const faults = Object.entries(SHAPE).flatMap(([key, fits]) => (fits(value[key]) ? [] : [key]));
  const unknown = Object.keys(value).filter((key) => !Object.hasOwn(SHAPE, key));
  if (faults.length > 0) throw new Unusable(`The file has no usable ${faults.join(', ')}.`);
  if (unknown.length > 0)
    throw new Unusable(`The file has parts that ${String(value['format'])} does not have: ${unknown.join(', ')}.`);
  return value as unknown as BatchRecord;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Unusable(`The file is no JSON: ${(error as Error).message}`);
  }
}

/** Whether a text is exactly the RFC 8785 form of what it says. */
export function isCanonical(text: string, value: unknown): boolean {
  try {
    return canonicalJson(value) === text;
  } catch {
    return false;
  }
}

type Fits = (value: unknown) => boolean;

const isObject = (value: unknown): value is Row => typeof value === 'object' && value !== null && !Array.isArray(value);
const text: Fits = (value) => typeof value === 'string';
const count: Fits = (value) => Number.isSafeInteger(value);
const truth: Fits = (value) => typeof value === 'boolean';
const any: Fits = (value) => value !== undefined;
const orNull =
  (fits: Fits): Fits =>
  (value) =>
    value === null || fits(value);
const listOf =
  (fits: Fits): Fits =>
  (value) =>
    Array.isArray(value) && value.every(fits);
const mapOf =
  (fits: Fits): Fits =>
  (value) =>
    isObject(value) && Object.values(value).every(fits);
const object =
  (shape: Record<string, Fits>): Fits =>
  (value) =>
    isObject(value) && Object.entries(shape).every(([key, fits]) => fits(value[key]));

const path = listOf(object({ side: (value) => value === 'left' || value === 'right', hash: text }));
const range = object({ stream: text, from: count, to: count, head: text, facts: text });

const SHAPE: Record<keyof BatchRecord, Fits> = {
  pinned: (value) =>
    value === undefined || listOf(object({ code: text, version: count, hash: text, stream: orNull(text) }))(value),
  format: text,
  record: object({
    type: text,
    batch: text,
    code: text,
    coi: orNull(text),
    complete: truth,
    exportedAt: text,
    exportedBy: object({ person: text, name: text, role: text }),
    product: object({ name: text, version: text }),
  }),
  recipe: object({ id: text, code: text, version: count, hash: text, frozen: any }),
  configurations: mapOf(any),
  streams: listOf(
    object({
      stream: text,
      kind: text,
      why: text,
      from: count,
      facts: listOf(object({ text, previous: text, hash: text })),
      proofs: listOf(orNull(object({ seal: count, range, fact: path, path }))),
    }),
  ),
  key: object({ fingerprint: text, pem: text }),
  keys: (value) =>
    value === undefined || listOf(object({ number: count, text, endorsement: orNull(text), possession: text }))(value),
  seals: listOf(object({ number: count, text, signature: text })),
  readings: object({
    cited: listOf(object({ unit: text, arrival: text, leaf: orNull(text), seal: orNull(count), path: orNull(path) })),
    gaps: listOf(isObject),
  }),
  series: listOf(object({ name: text, unit: text, from: text, to: text, count, sha256: text, root: text })),
  signatures: listOf(
    object({
      stream: text,
      seq: count,
      signature: text,
      subject: text,
      meaning: text,
      name: text,
      username: text,
      role: text,
      at: text,
      zone: text,
      hash: text,
    }),
  ),
  view: mapOf(listOf(isObject)),
  signature: object({ key: text, value: text }),
};
