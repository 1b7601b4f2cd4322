import { VERSION } from '../../src/platform/config/index.js';
import type { Proof } from './prove-archive.js';
import type { Restored } from './restore-archive.js';

/** Of one restore. */
export interface Run {
  file: string;
  /** what it was restored into */
  into: string;
  /** ISO 8601 */
  at: string;
  seconds: number;
  isDrill: boolean;
}

const KEYS = {
  given: 'checked with the key that was given',
  published: 'checked with the published key',
  archive: 'CHECKED WITH THE KEY OF THE ARCHIVE ITSELF: who signed is NOT proven; give --key or --seals',
};

/** By what was kept elsewhere; what nothing was kept for is said to be not proven. */
function proven({ isHashKnown, keyFrom, isManifestSigned }: Proof, published: number): string[] {
  const isOthers = keyFrom === 'given' || keyFrom === 'published';
  return [
    isHashKnown
      ? 'The file is the one whose SHA-256 was given.'
      : 'That the file is the one that was made is NOT proven by its SHA-256: give --sha256.',
    keyFrom === null
      ? 'There is no seal: the ledger is proven by its own chains alone.'
      : `Seals are ${KEYS[keyFrom]}.`,
    published === 0
      ? 'Seals are NOT held against published ones: give --seals.'
      : `Seals are held against ${published} published ones.`,
    isManifestSigned && isOthers
      ? 'The manifest, and with it every row, is signed by that key.'
      : 'The archive is NOT signed by a key that was kept elsewhere: facts are proven by chains and seals, all other rows are compared with the manifest in the archive alone.',
  ];
}

const pad = (text: string | number, width: number): string => String(text).padStart(width);

/** What a person files of a restore that ended with all as it was backed up. */
export function report({ header, manifest, comparison, sha256, proof }: Restored, run: Run): string {
  const { facts, heads, seal } = manifest.ledger;
  const tables = Object.entries(comparison.tables).toSorted(([a], [b]) => (a < b ? -1 : 1));
  const rows = tables.reduce((sum, [, table]) => sum + table.rows, 0);
  const { ledger, publishedLater } = comparison;
  return [
    run.isDrill ? 'RESTORE DRILL' : 'RESTORE',
    `  archive     ${run.file}`,
    `              SHA-256 ${sha256}`,
    `  made        ${header.at} of the database ${header.database} (PostgreSQL ${header.server}) by Ballroom ${header.product}`,
    `  restored    ${run.at} into ${run.into} by Ballroom ${VERSION}, in ${run.seconds.toFixed(1)} s`,
    `  schema      ${header.migrations.length} migrations, the last ${header.migrations.at(-1)}`,
    '',
    'Rows of each table, and the SHA-256 of their texts in the order of its key, backed up and restored:',
    ...tables.map(([name, { rows, sha256 }]) => `  ${pad(rows, 10)}  ${sha256}  ${name}`),
    `  ${pad(rows, 10)}  in ${tables.length} tables: all equal`,
    '',
    'Sequences:',
    ...manifest.sequences.map(
      ({ name, last, called }) => `  ${pad(last, 10)}  ${name}${called ? '' : ' (not used yet)'}: equal`,
    ),
    '',
    'Ledger, each fact against its hash, its chain, its head and what was sealed of it:',
    `  ${pad(facts, 10)}  facts in ${heads.rows} streams, ${ledger.faults} faults`,
    `              heads ${heads.sha256}: equal`,
    ...(seal === null
      ? ['              no seal was made yet']
      : [
          `  ${pad(ledger.seals, 10)}  seals, signed by ${header.sealKey!.fingerprint}`,
          `              the newest ${seal.number}, ${seal.hash}: equal`,
        ]),
    ...(publishedLater === 0
      ? []
      : [
          `  ${pad(publishedLater, 10)}  seals were published after this backup: what they cover is not in it` +
            (run.isDrill ? '' : ', and the server refuses to start beside them'),
        ]),
    '',
    'What this proves:',
    ...proven(proof, comparison.published).map((line) => `  ${line}`),
    '',
    run.isDrill
      ? 'RESTORED AND EQUAL. What was restored is thrown away.'
      : 'RESTORED AND EQUAL. All sessions are ended.',
  ].join('\n');
}
