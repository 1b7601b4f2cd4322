import { createHash } from 'node:crypto';
import { signed } from './ed25519.js';
import type { Keys } from './keys.js';
import { isCanonical, type Seal, Unusable } from './record.js';
import type { Report } from './report.js';

export interface SealBody {
  v: 1;
  number: number;
  at: string;
  previous: string;
  root: string;
  streams: number;
  key: string;
}

const ZEROS = '0'.repeat(64);
const hashOfText = (text: string): string => createHash('sha256').update(text).digest('hex');

function bodyOf(text: string): SealBody | null {
  try {
    return JSON.parse(text) as SealBody;
  } catch {
    return null;
  }
}

/** The chain of seals: canonical, numbered without a hole, each naming the one before, signed. The usable ones by number. */
export function checkSeals(report: Report, where: string, seals: Seal[], keys: Keys): Map<number, SealBody> {
  const usable = new Map<number, SealBody>();
  let before: Seal | undefined;
  for (const seal of seals) {
    const { number, text, signature } = seal;
    const body = bodyOf(text);
    if (before !== undefined && number !== before.number + 1)
      report.wrong(
        where,
        before.number + 1,
        'a seal is missing from the chain',
        `seal ${before.number + 1}`,
        `seal ${number}`,
      );
    if (body === null || body.v !== 1 || body.number !== number || !isCanonical(text, body)) {
      report.wrong(where, number, 'this is not the text of a seal of that number', 'a canonical seal', text);
    } else {
      const previous = before?.number === number - 1 ? hashOfText(before.text) : number === 1 ? ZEROS : null;
      if (previous !== null)
        report.same(where, number, 'the seal does not follow the one before it', previous, body.previous);
      const key = keys.at(number);
      report.same(where, number, 'the seal was made with another key', key?.fingerprint ?? 'none', body.key);
      if (key !== null && signed(key.key, text, signature)) usable.set(number, body);
      else report.wrong(where, number, 'the signature of the seal is not of this key', 'a valid signature', signature);
    }
    before = seal;
  }
  return usable;
}

/** The lines of a published `seals.ndjson`, but for a last one that is not written to its end. Throws {@link Unusable}. */
export function readPublished(text: string): Seal[] {
  return text
    .split('\n')
    .slice(0, -1)
    .map((line, index) => {
      try {
        const { number, text: sealText, signature } = JSON.parse(line) as Seal;
        if (typeof number !== 'number' || typeof sealText !== 'string' || typeof signature !== 'string')
          throw new Error();
        return { number, text: sealText, signature };
      } catch {
        throw new Unusable(`Line ${index + 1} of the published seals is no seal.`);
      }
    });
}

/** Each seal of the record must stand among the published ones, letter by letter, and the first must follow them. */
export function checkPublished(report: Report, seals: Seal[], published: Seal[]): void {
  const known = new Map(published.map((seal) => [seal.number, seal]));
  for (const { number, text, signature } of seals) {
    const other = known.get(number);
    if (other === undefined)
      report.wrong('seals', number, 'the seal is not among the published ones', `published seal ${number}`, 'none');
    else if (other.text !== text || other.signature !== signature)
      report.wrong('seals', number, 'the published seal is another one', other.text, text);
  }
  const first = seals[0];
  const before = first === undefined ? undefined : known.get(first.number - 1);
  if (first !== undefined && before !== undefined)
    report.same(
      'seals',
      first.number,
      'the seal does not follow the published one before it',
      hashOfText(before.text),
      bodyOf(first.text)?.previous,
    );
}
