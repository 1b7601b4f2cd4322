import type { KeyObject } from 'node:crypto';
import { publicKey, signed } from './ed25519.js';
import { isCanonical } from './record.js';
import type { Report } from './report.js';

/** One key that took the place of another. `text` is signed by the new key and, unless the old one was lost, by the old one. */
export interface KeyChange {
  number: number;
  text: string;
  /** by the old key, base64; null where it was lost */
  endorsement: string | null;
  /** by the new key, base64 */
  possession: string;
}

/** What `text` of a change says; docs/record-format.md. */
interface Statement {
  format: 'ballroom-seal-key/1';
  number: number;
  at: string;
  /** the last seal of the old key, and its hash */
  after: number;
  seal: string;
  old: Named;
  new: Named;
  by: string;
  reason: string;
}

interface Named {
  fingerprint: string;
  pem: string;
}

export interface Trust {
  key: KeyObject;
  fingerprint: string;
}

/** A key, and the first seal that it signed. */
interface Held extends Trust {
  from: number;
}

const FORM = 'ballroom-seal-key/1';

/** The keys that signed seals, one after the other. */
export class Keys {
  private constructor(private readonly held: readonly Held[]) {}

  static of(trust: Trust): Keys {
    return new Keys([{ ...trust, from: 1 }]);
  }

  /**
   * Follows the changes from the first key on. `anchor` is the key that whoever verifies holds, or else the newest that the file
   * names: it vouches for those before it, each of which the next one names, and for those after it that were endorsed.
   */
  static follow(report: Report, changes: readonly KeyChange[], newest: Trust, anchor: Trust): Keys {
    if (changes.length === 0) {
      report.same('keys', null, 'the file was made with another key', anchor.fingerprint, newest.fingerprint);
      return Keys.of(anchor);
    }
    const held: Held[] = [];
    for (const [index, change] of changes.entries()) followOne(report, held, index + 1, change);
    const keys = held.length === 0 ? Keys.of(anchor) : new Keys(held);
    report.same(
      'keys',
      null,
      'the newest key is not the one of the last change',
      held.at(-1)?.fingerprint,
      newest.fingerprint,
    );
    const place = held.findIndex(({ fingerprint }) => fingerprint === anchor.fingerprint);
    if (place < 0)
      report.wrong(
        'keys',
        null,
        'the given key is none of those that signed',
        anchor.fingerprint,
        held.map(({ fingerprint }) => fingerprint),
      );
    for (const [index, { endorsement, text }] of changes.entries()) {
      const said = statementOf(text);
      if (endorsement !== null || said === null) continue;
      const { at, after, by, reason } = said;
      const what = `the key that signed seals up to ${after} was lost, and ${by} made another on ${at}: ${reason}`;
      if (index < place || place < 0) report.attention.push(`${what}. No signature joins the two.`);
      else
        report.wrong(
          'keys',
          index + 1,
          'the given key vouches for none after it: it was lost',
          'a signature of it',
          what,
        );
    }
    return keys;
  }

  /** The one that signs a seal of this number. */
  at(number: number): Trust | null {
    return this.held.findLast(({ from }) => from <= number) ?? null;
  }

  by(fingerprint: string): Trust | null {
    return this.held.find((key) => key.fingerprint === fingerprint) ?? null;
  }

  get newest(): Trust {
    return this.held.at(-1)!;
  }

  get count(): number {
    return this.held.length;
  }
}

function followOne(
  report: Report,
  held: Held[],
  number: number,
  { text, endorsement, possession, number: stated }: KeyChange,
): void {
  const wrong = (what: string, expected: unknown, found: unknown): void =>
    report.wrong('keys', number, what, expected, found);
  const said = statementOf(text);
  if (said === null || said.number !== number || stated !== number || !isCanonical(text, said))
    return wrong('this is not the text of that change of keys', 'a canonical statement', text);
  const [old, next] = [trustOf(said.old), trustOf(said.new)];
  if (old === null || next === null)
    return wrong('the keys are not those of their fingerprints', 'two Ed25519 keys', text);
  const before = held.at(-1);
  if (before === undefined) held.push({ ...old, from: 1 });
  else if (before.fingerprint !== old.fingerprint || said.after < before.from)
    wrong('the change does not follow the one before it', before.fingerprint, old.fingerprint);
  if (!signed(next.key, text, possession))
    wrong('the change is not signed by the new key', 'a valid signature', possession);
  if (endorsement !== null && !signed(old.key, text, endorsement))
    wrong('the change is not signed by the old key', 'a valid signature', endorsement);
  held.push({ ...next, from: said.after + 1 });
}

function trustOf({ fingerprint, pem }: Named): Trust | null {
  const found = publicKey(pem);
  return found?.fingerprint === fingerprint ? found : null;
}

function statementOf(text: string): Statement | null {
  try {
    const said = JSON.parse(text) as Partial<Statement> | null;
    const isNamed = (one: Named | undefined): boolean =>
      typeof one?.fingerprint === 'string' && typeof one.pem === 'string';
    const isWhole = Number.isSafeInteger(said?.after) && isNamed(said?.old) && isNamed(said?.new);
    return said?.format === FORM && isWhole ? (said as Statement) : null;
  } catch {
    return null;
  }
}
