import type { LedgerFault } from './check.js';
import type { KeyChange, KeyStatement, NamedKey } from './seal-key.js';

/** A public key that checks signatures (base64) over the UTF-8 of a text. */
export interface PublicKey {
  fingerprint: string;
  verify(text: string, signature: string): boolean;
}

/** A key with the seals that it signed; `until` null of the one that signs now. */
export interface HeldKey extends NamedKey {
  from: number;
  until: number | null;
  /** how it took the place of the one before; null of the first */
  change: { statement: KeyStatement; endorsed: boolean } | null;
}

/** The keys that signed seals, one after the other. */
export class KeyChain {
  private constructor(
    readonly keys: readonly HeldKey[],
    private readonly publicKeys: ReadonlyMap<string, PublicKey>,
    readonly faults: readonly LedgerFault[],
  ) {}

  /** @param newest the key that signs now, null where it is lost; @param publicKeyOf of a PEM */
  static of(newest: NamedKey | null, changes: readonly KeyChange[], publicKeyOf: (pem: string) => PublicKey): KeyChain {
    const keys: HeldKey[] = [];
    const publicKeys = new Map<string, PublicKey>();
    const faults: LedgerFault[] = [];
    for (const { number, text, endorsement, possession } of changes) {
      const said = read(text, publicKeyOf);
      if (said === null) {
        faults.push({ where: 'keys', entry: number, code: 'key.not-signed' });
        continue;
      }
      const { statement, old, next } = said;
      publicKeys.set(old.fingerprint, old).set(next.fingerprint, next);
      if (keys.length === 0) keys.push({ ...statement.old, from: 1, until: null, change: null });
      const before = keys.at(-1)!;
      before.until = statement.after;
      const follows = before.fingerprint === old.fingerprint && statement.number === number && number === keys.length;
      const isSigned = next.verify(text, possession) && (endorsement === null || old.verify(text, endorsement));
      if (!follows || !isSigned) faults.push({ where: 'keys', entry: number, code: 'key.not-signed' });
      const change = { statement, endorsed: endorsement !== null };
      keys.push({ ...statement.new, from: statement.after + 1, until: null, change });
    }
    const last = keys.at(-1);
    if (last === undefined && newest !== null) {
      keys.push({ ...newest, from: 1, until: null, change: null });
      publicKeys.set(newest.fingerprint, publicKeyOf(newest.pem));
    } else if (last !== undefined && newest !== null && last.fingerprint !== newest.fingerprint)
      faults.push({ where: 'keys', entry: changes.length, code: 'key.not-the-newest' });
    return new KeyChain(keys, publicKeys, faults);
  }

  /** Whether a seal's signature is over its text, by the key of its time. */
  isSigned({ number, text, signature }: { number: number; text: string; signature: string }): boolean {
    const key = this.keys.findLast(({ from }) => from <= number);
    const { key: said } = Object(JSON.parse(text)) as { key?: unknown };
    return key?.fingerprint === said && this.publicKeys.get(key!.fingerprint)?.verify(text, signature) === true;
  }
}

/** Null for a text that states no change. */
function read(text: string, publicKeyOf: (pem: string) => PublicKey) {
  try {
    const statement = JSON.parse(text) as KeyStatement;
    return { statement, old: publicKeyOf(statement.old.pem), next: publicKeyOf(statement.new.pem) };
  } catch {
    return null;
  }
}
