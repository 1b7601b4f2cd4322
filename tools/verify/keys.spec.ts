import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { canonicalJson } from '../../src/kernel/canonical-json.js';
import { publicKey } from './ed25519.js';
import { type KeyChange, Keys } from './keys.js';
import { Report } from './report.js';

function made() {
  const { publicKey: half, privateKey } = generateKeyPairSync('ed25519');
  const pem = half.export({ type: 'spki', format: 'pem' }).toString();
  const signs = (text: string): string => sign(null, Buffer.from(text), privateKey).toString('base64');
  return { pem, signs, trust: publicKey(pem)!, fingerprint: publicKey(pem)!.fingerprint };
}

type Made = ReturnType<typeof made>;

const change = (number: number, old: Made, next: Made, after: number, isLost = false): KeyChange => {
  const named = ({ fingerprint, pem }: Made) => ({ fingerprint, pem });
  const text = canonicalJson({
    format: 'ballroom-seal-key/1',
    ...{ number, at: '2026-11-23T12:00:00.000Z', after, seal: createHash('sha256').update(`${after}`).digest('hex') },
    ...{ old: named(old), new: named(next), by: 'Ada Min', reason: 'SOP-0051' },
  });
  return { number, text, endorsement: isLost ? null : old.signs(text), possession: next.signs(text) };
};

describe('the keys that signed seals', () => {
  const [one, two, three, stranger] = [made(), made(), made(), made()];
  const endorsed = [change(1, one, two, 10), change(2, two, three, 20)];
  const follow = (changes: KeyChange[], anchor: Made) => {
    const report = new Report();
    const keys = Keys.follow(report, changes, three.trust, anchor.trust);
    return { report, keys };
  };

  it('11.30: follow each other, and each signs its own seals, whichever of them one trusts', () => {
    for (const anchor of [one, two, three]) {
      const { report, keys } = follow(endorsed, anchor);
      expect(report.findings).toEqual([]);
      expect([1, 10, 11, 20, 21].map((seal) => keys.at(seal)!.fingerprint)).toEqual(
        [one, one, two, two, three].map(({ fingerprint }) => fingerprint),
      );
    }
  });

  it.each<[string, KeyChange[], Made, RegExp]>([
    ['none is the one that was given', endorsed, stranger, /the given key is none of those that signed/],
    [
      'the old one did not sign',
      [{ ...endorsed[0]!, endorsement: stranger.signs(endorsed[0]!.text) }, endorsed[1]!],
      one,
      /not signed by the old key/,
    ],
    [
      'the new one did not sign',
      [{ ...endorsed[0]!, possession: one.signs(endorsed[0]!.text) }, endorsed[1]!],
      one,
      /not signed by the new key/,
    ],
    [
      'a change was left out',
      [change(1, one, stranger, 10), change(2, two, three, 20)],
      one,
      /does not follow the one before/,
    ],
    ['the text says otherwise', [{ ...endorsed[0]!, number: 2 }], one, /not the text of that change/],
    [
      'one was lost after the one that was given',
      [change(1, one, two, 10, true), endorsed[1]!],
      one,
      /the given key vouches for none after it: it was lost/,
    ],
  ])('11.10(a): are found out where %s', (_, changes, anchor, what) => {
    const { report } = follow(changes, anchor);
    expect(report.findings.map((one) => one.what).join('\n')).toMatch(what);
  });

  it('tell where one was lost before the one that is trusted, by whom and why it was replaced', () => {
    const { report } = follow([change(1, one, two, 10, true), endorsed[1]!], three);
    expect(report.findings).toEqual([]);
    expect(report.attention).toEqual([
      expect.stringMatching(/up to 10 was lost, and Ada Min made another .* SOP-0051/),
    ]);
  });
});
