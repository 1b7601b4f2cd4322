import { canonicalJson } from '../../../kernel/canonical-json.js';
import { merkleRoot, type ProofStep } from '../../../kernel/merkle.js';
import { type Fact, type NewFact, type Projection, put } from '../../../trust/ledger/domain/index.js';
import { jsonValue, type ReadingRow } from './reading.js';

/** That the readings of a closed range of arrivals are these and no others. Arrivals are int64 as text. */
export interface ReadingSealRow {
  id: string;
  unit: string;
  fromArrival: string;
  toArrival: string;
  /** readings in the range; arrivals have holes, so it may be less than the range's length */
  count: number;
  /** Merkle root (hex, RFC 9162) over the leaves in order of arrival */
  root: string;
  /** of the fact `readings.sealed` in the unit's stream */
  seq: number;
}

/** A seal as evidence names it. */
export interface ReadingSeal {
  from: bigint;
  to: bigint;
  count: number;
  root: string;
  seq: number;
}

/** One reading's place under a seal: `path` leads from the leaf's hash to the seal's root. */
export interface ReadingProof {
  leaf: string;
  seal: ReadingSeal;
  path: ProofStep[];
}

export type ReadingsSealed = Fact<'readings.sealed', { from: string; to: string; count: number; root: string }>;

export type SealState = { reading_seal: Readonly<Record<string, ReadingSealRow>> };

export type Leaf = Pick<ReadingRow, 'unit' | 'arrival' | 'tag' | 'sourceTime' | 'value' | 'status' | 'receivedAt'>;

/** RFC 8785 text of one reading, as it stands under a seal and in the side file of a series. */
export const leafText = ({ unit, arrival, tag, sourceTime, value, status, receivedAt }: Leaf): string =>
  canonicalJson([unit, arrival.toString(), tag, sourceTime.toString(), jsonValue(value), status, receivedAt]);

/** Closes the arrivals `from` to `to` over all their leaves; states nothing where there is none. */
export function decideSeal(from: bigint, to: bigint, leaves: string[]): NewFact[] {
  if (leaves.length === 0) return [];
  const values = { from: `${from}`, to: `${to}`, count: leaves.length, root: merkleRoot(leaves) };
  return [{ type: 'readings.sealed', values }];
}

/** The seals of a unit, of the facts in its stream. */
export const sealProjection: Projection<SealState> = {
  kind: 'unit',
  empty: { reading_seal: {} },
  apply(state, fact) {
    if (fact.type !== 'readings.sealed') return state;
    const { from, to, count, root } = (fact as ReadingsSealed).values;
    const unit = fact.stream.slice('unit/'.length);
    const id = `${unit}/${from}`;
    return put(state, 'reading_seal', id, { id, unit, fromArrival: from, toArrival: to, count, root, seq: fact.seq });
  },
};
