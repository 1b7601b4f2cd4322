import { brokenLines, placeOf } from '../verdict.js';
import type { VerifiedArchive } from './verify-archive.js';

const list = (title: string, lines: readonly string[]): string[] =>
  lines.length === 0 ? [] : [title, ...lines.map((line) => `  ${line}`)];

/** What was checked of an archive, what was found, and a verdict, for people who were not there. */
export function archiveVerdict(verified: VerifiedArchive, given: { key: boolean; seals: boolean }): string {
  const { report, sha256, header, key } = verified;
  const { findings, checked, notChecked, attention, further } = report;
  const [first] = findings;
  const lines = [
    header === null
      ? 'Backup, of which not even the head can be read'
      : `Backup of the database ${header.database} as it was at ${header.at}, made by Ballroom ${header.product}`,
    `SHA-256 of the file ${sha256}`,
    key === null ? 'No key' : `Key ${key}, ${given.key ? 'as given with --key' : 'TAKEN FROM THE FILE ITSELF'}`,
    '',
    ...list('Checked', checked),
    ...list('Not checked', notChecked),
    ...list('To be known', attention),
    '',
  ];
  if (first === undefined) return [...lines, ...verifiedLines(given)].join('\n');
  const count = findings.length + further;
  return [
    ...lines,
    ...brokenLines(findings),
    '',
    'NOT VERIFIED',
    `This backup is not what was recorded and sealed, or is not whole: ${count} ${count === 1 ? 'thing is' : 'things are'} wrong, the first at ${placeOf(first)}.`,
  ].join('\n');
}

const verifiedLines = (given: { key: boolean; seals: boolean }): string[] => [
  'VERIFIED',
  'Every fact in this backup stands as it was written and sealed, in its place, and none that was sealed is missing.',
  ...(given.key
    ? []
    : [
        'The key came from the file itself. So this shows that the file fits together, not who made it: anyone could make such a',
        'file with a key of their own. Ask for the published key and run again with --key.',
      ]),
  ...(given.seals
    ? []
    : [
        'The seals were not held against the published ones. So whoever holds the private key could have made this later, and what',
        'was cut off with its seals would not show. Ask the party that keeps the copy of seals.ndjson and run again with --seals.',
      ]),
];
