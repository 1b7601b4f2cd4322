import { canonicalJson } from '../../../kernel/canonical-json.js';
import type { Instant } from '../../../kernel/ids.js';
import { Refusal } from '../../../kernel/refusal.js';
import { type Fact, type NewFact } from './fact.js';
import { type Projection, put } from './projection.js';
import { type Seal, sealHash } from './seal.js';

/** A key by the fingerprint of its public half, and that half. */
export interface NamedKey {
  fingerprint: string;
  pem: string;
}

/** What both keys sign of a change; docs/record-format.md. */
export interface KeyStatement {
  format: 'ballroom-seal-key/1';
  number: number;
  at: Instant;
  /** the last seal of the old key, and its hash */
  after: number;
  seal: string;
  old: NamedKey;
  new: NamedKey;
  /** name */
  by: string;
  reason: string;
}

/** One key that took the place of another, as it is published. */
export type KeyChange = {
  number: number;
  /** canonical text of a {@link KeyStatement} */
  text: string;
  /** by the old key, base64; null where it was lost */
  endorsement: string | null;
  /** by the new key, base64 */
  possession: string;
};

export interface SealKeyRow {
  /** fingerprint */
  id: string;
  ledger: string;
  number: number;
  afterSeal: number;
  statement: string;
  endorsement: string | null;
  possession: string;
  at: Instant;
}

export type SealKeyState = { seal_key: Readonly<Record<string, SealKeyRow>> };

/** `seal-key.replaced`: the old one was lost, and has not signed. */
type Changed = Fact<'seal-key.rotated' | 'seal-key.replaced', KeyChange & { fingerprint: string; after: number }>;

/** The ledger's one stream of them. */
export const LEDGER = 'enterprise';

export const sealKeyProjection: Projection<SealKeyState> = {
  kind: 'seal-key',
  empty: { seal_key: {} },
  apply(state, fact) {
    if (fact.type !== 'seal-key.rotated' && fact.type !== 'seal-key.replaced') return state;
    const { number, fingerprint: id, after: afterSeal, text, endorsement, possession } = (fact as Changed).values;
    const row = { id, ledger: LEDGER, number, afterSeal, statement: text, endorsement, possession, at: fact.at };
    return put(state, 'seal_key', id, row);
  },
};

type Signs = NamedKey & { sign(text: string): string };

/** The new key after the last seal of the old one. `old` signs unless it was lost. Refuses with `seal-key.unused` where it made no seal. */
export function decideKeyChange(
  { seal_key: rows }: SealKeyState,
  last: Seal | null,
  { old, next }: { old: NamedKey | Signs; next: Signs },
  { by, reason, now }: { by: string; reason: string; now: Instant },
): NewFact[] {
  if (last === null) throw new Refusal('conflict', 'seal-key.unused');
  const number = Object.keys(rows).length + 1;
  const statement: KeyStatement = {
    format: 'ballroom-seal-key/1',
    ...{ number, at: now, after: last.number, seal: sealHash(last.text) },
    old: { fingerprint: old.fingerprint, pem: old.pem },
    new: { fingerprint: next.fingerprint, pem: next.pem },
    ...{ by, reason },
  };
  const text = canonicalJson(statement);
  const endorsement = 'sign' in old ? old.sign(text) : null;
  const values = {
    number,
    fingerprint: next.fingerprint,
    after: last.number,
    text,
    endorsement,
    possession: next.sign(text),
  };
  return [{ type: endorsement === null ? 'seal-key.replaced' : 'seal-key.rotated', values, reason }];
}
