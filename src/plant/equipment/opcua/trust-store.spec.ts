import { mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Logger } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Authority } from '../../../../test/support/authority.js';
import { certificatesIn, thumbprintOf } from './certificate.js';
import { openTrustStore, type TrustStore } from './trust-store.js';

let dir: string;
let trust: TrustStore;
let strangers: Buffer[];

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'ballroom-trust-'));
  const authority = new Authority(join(dir, 'ca'));
  trust = await openTrustStore(join(dir, 'pki'), { watched: false, most: 2 });
  const key = join(dir, 'ca', 'ca.key');
  strangers = [1, 2, 3, 4, 5].map((n) => authority.issue(key, { applicationUri: `urn:stranger:${n}` }).der);
}, 60_000);
afterAll(async () => {
  await trust.certificates.dispose();
  rmSync(dir, { recursive: true });
});

/** One after the other, each a second later than the one before. */
async function come(...numbers: number[]): Promise<void> {
  for (const n of numbers) {
    const certificate = strangers[n - 1]!;
    await trust.keepStranger(certificate, thumbprintOf(certificate));
    const kept = await certificatesIn(trust.certificates.rejectedFolder);
    const own = kept.find(({ text }) => text.thumbprint === thumbprintOf(certificate))!;
    utimesSync(own.file, 1_700_000_000 + n, 1_700_000_000 + n);
  }
}
const kept = async (store = trust) =>
  (await store.kept()).map(({ applicationUri }) => applicationUri!.slice(-1)).sort();

const judgements = () => join(dir, 'pki', 'rejected-by-people.json');

describe('certificates of strangers', () => {
  it('are kept for a person to judge, and the oldest makes room where there are too many, which is told', async () => {
    await come(1, 2);
    await come(1);
    expect([await kept(), trust.leftOut]).toEqual([['1', '2'], 0]);
    await come(3);
    expect([await kept(), trust.leftOut]).toEqual([['2', '3'], 1]);
  });

  it('never put out one that a person has judged, over a restart too', async () => {
    await trust.reject(thumbprintOf(strangers[1]!));
    await come(4, 5);
    expect([await kept(), trust.leftOut]).toEqual([['2', '4', '5'], 2]);
    const again = await openTrustStore(join(dir, 'pki'), { watched: false, most: 1 });
    try {
      await again.keepStranger(strangers[0]!, thumbprintOf(strangers[0]!));
      expect([await kept(again), again.leftOut]).toEqual([['1', '2'], 2]);
    } finally {
      await again.certificates.dispose();
    }
  });

  it('are judged over what other servers on the same folder have judged', async () => {
    const [first, second] = strangers.map(thumbprintOf);
    await trust.trust(second!);
    const other = await openTrustStore(join(dir, 'pki'), { watched: false });
    try {
      await other.reject(first!);
      await trust.reject(second!);
      expect((JSON.parse(readFileSync(judgements(), 'utf8')) as string[]).sort()).toEqual([first, second].sort());
    } finally {
      await other.certificates.dispose();
    }
  });

  it.each([[''], ['["0123456789abcdef01'], ['{}']])(
    'keep no server from its start by a list that power loss has cut: %j',
    async (torn) => {
      writeFileSync(judgements(), torn);
      const errors: string[] = [];
      const quiet = () => undefined;
      Logger.overrideLogger({ log: quiet, warn: quiet, error: (text: string) => errors.push(text) });
      const again = await openTrustStore(join(dir, 'pki'), { watched: false });
      try {
        expect(errors).toEqual([expect.stringContaining('rejected-by-people.json is damaged')]);
        const second = thumbprintOf(strangers[1]!);
        await again.reject(second);
        expect(JSON.parse(readFileSync(judgements(), 'utf8'))).toEqual([second]);
        expect(readdirSync(join(dir, 'pki')).filter((name) => name.startsWith('rejected-by-people'))).toHaveLength(1);
      } finally {
        Logger.overrideLogger(false);
        await again.certificates.dispose();
      }
    },
  );
});
