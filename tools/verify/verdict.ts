import type { Finding } from './report.js';
import type { Verified } from './verify-record.js';

/** Where a finding is, for people. */
export const placeOf = ({ where, entry }: Finding): string => {
  if (entry === null) return where;
  return typeof entry === 'number'
    ? `${where}, ${where.includes('seals') ? 'seal' : 'fact'} ${entry}`
    : `${where}, ${entry}`;
};

const MOST = 200;

const finding = (one: Finding): string[] => [
  `  ${placeOf(one)}`,
  `    what      ${one.what}`,
  `    expected  ${one.expected}`,
  `    found     ${one.found}`,
];

/** The first finding, then the rest. */
export function brokenLines([first, ...rest]: readonly Finding[]): string[] {
  return [
    'First broken entry',
    ...(first === undefined ? [] : finding(first)),
    ...(rest.length === 0 ? [] : ['', `Also broken (${rest.length})`, ...rest.slice(0, MOST).flatMap(finding)]),
    ...(rest.length > MOST ? [`  and ${rest.length - MOST} more`] : []),
  ];
}

/** What was checked, what was found, and a verdict, for people who were not there. */
export function verdict({ record, report, key }: Verified, given: { key: boolean; seals: boolean }): string {
  const { batch, code, coi, complete, exportedAt, exportedBy, product } = record.record;
  const { findings, checked, notChecked, attention } = report;
  const [first] = findings;
  const lines = [
    `Batch ${code} (${batch}), ${coi === null ? 'of no patient' : `chain of identity ${coi}`}`,
    `Record ${record.format}, ${complete ? 'complete' : 'of a batch that is not over'}, exported ${exportedAt} by ${exportedBy.name} (${exportedBy.role}) from ${product.name} ${product.version}`,
    `Key ${key}, ${given.key ? 'as given with --key' : 'TAKEN FROM THE FILE ITSELF'}`,
    '',
    'Checked',
    ...checked.map((line) => `  ${line}`),
    ...(notChecked.length === 0 ? [] : ['Not checked', ...notChecked.map((line) => `  ${line}`)]),
    ...(attention.length === 0 ? [] : ['To be known', ...attention.map((line) => `  ${line}`)]),
    '',
  ];
  if (first === undefined) return [...lines, ...verified(record.record.complete, given)].join('\n');
  return [
    ...lines,
    ...brokenLines(findings),
    '',
    'NOT VERIFIED',
    `This record is not what was recorded and sealed, or is not whole: ${findings.length} ${findings.length === 1 ? 'thing is' : 'things are'} wrong, the first at ${placeOf(first)}.`,
  ].join('\n');
}

function verified(complete: boolean, given: { key: boolean; seals: boolean }): string[] {
  return [
    'VERIFIED',
    'Every fact in this record stands as it was written and sealed, and all that it says fits together.',
    ...(complete ? [] : ['The batch was not over at the export: more may have been recorded since.']),
    ...(given.key
      ? []
      : [
          'The key came from the file itself. So this shows that the file fits together, not who made it: anyone could make such a',
          'file with a key of their own. Ask for the published key and run again with --key.',
        ]),
    ...(given.seals
      ? []
      : [
          'The seals were not held against the published ones. So whoever holds the private key could have made this record later.',
          'Ask the party that keeps the copy of seals.ndjson and run again with --seals.',
        ]),
  ];
}
