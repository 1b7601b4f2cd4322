import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { verifyingKey } from '../../src/platform/keys/index.js';
import type { Header } from '../backup/archive.js';
import type { Judged } from './judge-archive.js';
import { Damaged } from './read-archive.js';

/** What was kept elsewhere, against which an archive is held: without any of it an archive answers for itself. */
export interface Witnesses {
  /** where the published seals are, with their key */
  sealsDir: string;
  /** their file in it */
  sealsFile?: string;
  /** the archive's own, in hex */
  sha256?: string;
  /** the public half of the key that signs seals, PEM */
  key?: string;
}

/** By what an archive was proven. */
export interface Proof {
  isHashKnown: boolean;
  /** whose public key the seals and the manifest were checked with; null: there is no seal */
  keyFrom: 'given' | 'published' | 'archive' | null;
  isManifestSigned: boolean;
  /** the one that signed the newest seal */
  key: { fingerprint: string; pem: string } | null;
}

/** With the key that was given, else the published one, else the one of the archive itself. */
export function proofOf({ header, signature }: Judged, witnesses: Witnesses): Proof {
  const isHashKnown = witnesses.sha256 !== undefined;
  const { sealKey } = header;
  if (sealKey === null) {
    if (witnesses.key !== undefined) throw new Damaged('the archive has no seal that the given key could have signed');
    return { isHashKnown, keyFrom: null, isManifestSigned: false, key: null };
  }
  const found = pemOf(sealKey, witnesses);
  const key = verifyingKey(found.pem);
  if (key.fingerprint !== sealKey.fingerprint)
    throw new Damaged(
      `the seals of the archive are signed by ${sealKey.fingerprint}, the key that is ${found.from} is ${key.fingerprint}`,
    );
  if (signature !== null && !(signature.key === key.fingerprint && key.verify(signature.over, signature.signature)))
    throw new Damaged('the manifest is not signed by the key of the seals');
  return {
    ...{ isHashKnown, keyFrom: found.from, isManifestSigned: signature !== null },
    key: { fingerprint: sealKey.fingerprint, pem: found.pem },
  };
}

type Found = { pem: string; from: 'given' | 'published' | 'archive' };

function pemOf(sealKey: NonNullable<Header['sealKey']>, { key, sealsDir }: Witnesses): Found {
  if (key !== undefined) return { pem: key, from: 'given' };
  const published = join(sealsDir, `${sealKey.fingerprint}.pem`);
  if (existsSync(published)) return { pem: readFileSync(published, 'utf8'), from: 'published' };
  if (sealKey.pem !== null) return { pem: sealKey.pem, from: 'archive' };
  throw new Damaged(
    `the seals cannot be checked: their public key ${sealKey.fingerprint} is neither in the archive nor in ${sealsDir}`,
  );
}
