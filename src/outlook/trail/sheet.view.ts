import type { Sheet } from '../../platform/print/index.js';
import type { TrailChangeDto, TrailLineDto } from './trail.dto.js';

/** What an export in lines says of each fact. */
export const COLUMNS = [
  ...['at', 'zone', 'name', 'username', 'role', 'terminal', 'critical', 'act', 'kind', 'subject', 'phase'],
  ...['changes', 'details', 'reason', 'happened_at', 'stream', 'seq', 'hash', 'config'],
];

const NOTHING = '—';

/** `name: Ulm → Neu-Ulm; grade: — → C`; the font of prints has no such arrow, but `›`. */
const changesText = (changes: readonly TrailChangeDto[], became = '→'): string =>
  changes.map(({ field, old, new: is }) => `${field}: ${old ?? NOTHING} ${became} ${is ?? NOTHING}`).join('; ');

const detailsText = ({ details }: TrailLineDto): string =>
  details.map(({ field, value }) => `${field}: ${value}`).join('; ');

export function rowOf(line: TrailLineDto): (string | number | null)[] {
  const { at, zone, by, critical, act, subject, phase, changes, reason, happenedAt, stream, seq, hash, config } = line;
  return [
    ...[at, zone, by.name, by.username, by.role, by.terminal, critical ? 'critical' : '', act, subject.kind],
    ...[subject.name ?? subject.id, phase, changesText(changes), detailsText(line), reason, happenedAt],
    ...[stream, seq, hash, config],
  ];
}

/** What stands above a print. */
export interface Heading {
  at: string;
  by: string;
  role: string;
  filter: Record<string, unknown>;
}

const local = (at: string, zone: string): string =>
  `${new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' }).format(new Date(at))} ${zone}`;

const who = ({ name, username, role, terminal }: TrailLineDto['by']): string =>
  [username === null ? name : `${name} (${username})`, role, ...(terminal === null ? [] : [terminal])].join('\n');

const asked = (filter: Record<string, unknown>): string =>
  Object.entries(filter)
    .map(([name, value]) => `${name} = ${String(value)}`)
    .join(', ');

/** Lines of the trail as they are printed. */
export function sheetOf({ at, by, role, filter }: Heading, lines: readonly TrailLineDto[]): Sheet {
  return {
    title: 'Audit trail',
    at,
    about: [
      `Printed ${at} (UTC) by ${by}, ${role}`,
      `Filter: ${Object.keys(filter).length === 0 ? 'none' : asked(filter)}`,
      `${lines.length} facts, of which ${lines.filter(({ critical }) => critical).length} critical (marked !)`,
    ],
    heads: ['When', 'Who', 'What', 'Old › new', 'Why', 'Fact and hash'],
    widths: [78, 100, 130, '*', 110, 118],
    rows: lines.map((line) => ({
      isMarked: line.critical,
      cells: [
        `${local(line.at, line.zone)}\n${line.at}`,
        who(line.by),
        [
          `${line.critical ? '! ' : ''}${line.act}`,
          `${line.subject.kind} ${line.subject.name ?? line.subject.id}`,
          line.phase ?? '',
        ]
          .filter((part) => part !== '')
          .join('\n'),
        [changesText(line.changes, '›'), detailsText(line)].filter((part) => part !== '').join('\n'),
        line.reason ?? '',
        `${line.stream} #${line.seq}\n${line.hash}`,
      ],
    })),
  };
}
