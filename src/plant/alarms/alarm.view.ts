import type { ChainedFact } from '../../trust/ledger/index.js';
import type { AlarmDto, AlarmFactDto, OccurrenceDto } from './alarm.dto.js';
import type { AlarmPoint, AlarmRow, OccurrenceRow } from './domain/index.js';

/** Codes of units by id. */
export type Codes = ReadonlyMap<string, string>;

const codeOf = (codes: Codes, unit: string | null): string | null => (unit === null ? null : (codes.get(unit) ?? null));

/** Batches by occurrence, of those that the reader may see. */
export type BatchesOf = ReadonlyMap<string, string[]>;

export function occurrenceDto(
  { site: _, room: __, ...row }: OccurrenceRow,
  codes: Codes,
  batches: BatchesOf,
): OccurrenceDto {
  const { announcedAt, acknowledgedAt } = row;
  const isAnswered = announcedAt !== null && acknowledgedAt !== null;
  const responseSeconds = isAnswered ? Math.round((Date.parse(acknowledgedAt) - Date.parse(announcedAt)) / 1000) : null;
  return { ...row, unit: codeOf(codes, row.unit), batches: batches.get(row.id) ?? [], responseSeconds };
}

export function alarmDto(
  row: AlarmRow,
  occurrence: OccurrenceRow | undefined,
  codes: Codes,
  batches: BatchesOf,
): AlarmDto {
  const { state, active, since, withheld, shelved } = row;
  const shown = occurrence === undefined ? null : occurrenceDto(occurrence, codes, batches);
  return { ...described(row, codes), state, active, since, withheld, shelved, occurrence: shown };
}

/** An alarm that is suppressed by design and has nothing to withhold. */
export const suppressedDto = (point: AlarmPoint, reason: string, at: string, codes: Codes): AlarmDto => ({
  ...described(point, codes),
  ...{ state: 'suppressed', active: false, since: null, shelved: 0, occurrence: null },
  withheld: { reason, by: null, since: at, until: null },
});

function described({ id, unit, room, code, title, rationale }: AlarmPoint, codes: Codes) {
  return { id, unit: codeOf(codes, unit), room, code, title, ...rationale };
}

/** Without batches that the reader may not see: none of a fact that says no more than such a one. */
export function factDtos(
  { fact: { seq, type, at, by, reason, values } }: ChainedFact,
  seen: BatchesOf,
): AlarmFactDto[] {
  const who = 'person' in by ? by.name : 'unit' in by ? by.unit : by.system;
  const batches = seen.get(String(values['occurrence'])) ?? [];
  if (type === 'alarm.batch-added' && !batches.includes(String(values['batch']))) return [];
  const named = values['batches'] === undefined ? values : { ...values, batches };
  return [{ seq, type, at, by: who, reason: reason ?? null, values: named }];
}
