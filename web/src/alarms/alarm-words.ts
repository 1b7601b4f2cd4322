import type { TFunction } from 'i18next';
import type { Alarm, AlarmFact, AlarmOccurrence } from '../api/types.js';
import { serverNow } from '../api/server-clock.js';
import { age, milliseconds } from '../parts/duration.js';
import { written } from '../parts/instant.js';
import { decimalText, unitText } from '../parts/number-format.js';
import { word } from '../text/words.js';
import { connectionProblems } from '../unit/connection-problem.js';
import { stamp } from '../unit/logbook-words.js';

const UNANSWERED = ['unacknowledged', 'returned', 'latched-unacknowledged'];
const WITHHELD = ['shelved', 'suppressed', 'out-of-service'];

/** Waits for an operator. */
export const isUnanswered = ({ state }: Pick<Alarm, 'state'>): boolean => UNANSWERED.includes(state);

/** Gone, and not dealt with yet. */
export const isLeftOver = ({ state }: Pick<Alarm, 'state'>): boolean =>
  state === 'returned' || state.startsWith('latched-');

/** What a person may do about an alarm, by its state alone. */
export const ACTS = [
  { act: 'acknowledge', needs: 'alarm.acknowledge', fits: isUnanswered },
  { act: 'reset', needs: 'alarm.acknowledge', fits: ({ state }: Alarm) => state.startsWith('latched-') },
  { act: 'shelve', needs: 'alarm.shelve', fits: ({ state }: Alarm) => !WITHHELD.includes(state) },
  { act: 'unshelve', needs: 'alarm.shelve', fits: ({ state }: Alarm) => state === 'shelved' },
  { act: 'remove-from-service', needs: 'alarm.remove', fits: ({ state }: Alarm) => state !== 'out-of-service' },
  { act: 'return-to-service', needs: 'alarm.remove', fits: ({ state }: Alarm) => state === 'out-of-service' },
] as const;
export type AlarmAct = (typeof ACTS)[number]['act'];

export const actsOf = (alarm: Alarm, may: (permission: string) => boolean): AlarmAct[] =>
  ACTS.filter(({ fits, needs }) => fits(alarm) && may(needs)).map(({ act }) => act);

/** `U-01, Gas supply low`. */
export const nameOf = ({ unit, title }: Pick<Alarm, 'unit' | 'title'>): string =>
  unit === null ? title : `${unit}, ${title}`;

/** Title of a tag of a unit. */
export type TitleOf = (unit: string | null, tag: string) => string;

const DAY_MS = 86_400_000;

/** `03:12:09 CET` of the last day, with the day before that. */
export function momentText(at: string, zone: string): string {
  const { seconds, zone: short } = written(at, zone);
  return serverNow() - Date.parse(at) < DAY_MS ? `${seconds} ${short}` : stamp(at, zone);
}

const STATE = /^([a-z][a-z0-9-]*) = (.+)$/;
const TAG = /^[a-z][a-z0-9-]*$/;
const LIMIT = /^(-?[\d.e+-]+) \(([<>]) (-?[\d.e+-]+)\) ?(.*)$/;

/** What it was raised by, with codes and units of measure in words. */
export function messageText(
  t: TFunction,
  { unit: code, message, units }: Pick<AlarmOccurrence, 'unit' | 'message' | 'units'>,
  titleOf: TitleOf,
): string {
  if (units.length > 0) return t('alarm.ofUnits', { units: units.join(', ') });
  const [, value, side, limit, ucum] = LIMIT.exec(message) ?? [];
  if (value === undefined) {
    const titled = (tag: string): string => titleOf(code, tag);
    const [, tag, state] = STATE.exec(message) ?? [];
    if (tag !== undefined) return `${titled(tag)}: ${word('flag', state!)}`;
    return TAG.test(message) ? titled(message) : connectionProblems(t, message.split('; '), titled);
  }
  const unit = unitText(ucum === '' ? null : ucum);
  const of = (number: string): string => `${/e/.test(number) ? number : decimalText(number)} ${unit}`.trim();
  return t('alarm.message.limit', { value: of(value), limit: `${side} ${of(limit!)}` });
}

/** Until when it is to be responded to; null where no time is stated, or its cause is gone. */
export function respondBy({ active, state, respondWithin, occurrence }: Alarm): string | null {
  const announcedAt = occurrence?.announcedAt ?? null;
  if (!active || WITHHELD.includes(state) || respondWithin === null || announcedAt === null) return null;
  return new Date(Date.parse(announcedAt) + milliseconds(respondWithin)).toISOString();
}

/** `5 min`, `2 h`: of a length that is stated. */
export const lengthText = (duration: string): string => age(milliseconds(duration));

/** Who: a person by name, or the system. */
export const whoText = (by: string): string => word('alarmBy', by);

/** What a fact says beside its title. */
export function factDetails(
  t: TFunction,
  { type, reason, values }: AlarmFact,
  { zone, unit, titleOf }: { zone: string; unit: string | null; titleOf: TitleOf },
): string[] {
  const said = values as Record<string, unknown>;
  const text = (key: string): string[] => (typeof said[key] === 'string' && said[key] !== '' ? [said[key]] : []);
  const list = (key: string): string[] => (Array.isArray(said[key]) ? said[key].map(String) : []);
  switch (type) {
    case 'alarm.raised':
      return [
        messageText(t, { unit, message: text('message')[0] ?? '', units: list('units') }, titleOf),
        ...(said.announced === false ? [t('alarmFact.silently')] : []),
      ].filter((detail) => detail !== '');
    case 'alarm.units-added':
      return [list('units').join(', ')];
    case 'alarm.acknowledged':
      return text('comment');
    case 'alarm.shelved':
      return [...text('reason'), ...text('until').map((until) => t('alarmFact.until', { time: stamp(until, zone) }))];
    case 'alarm.unshelved':
      return text('why').map((why) => word('unshelvedWhy', why));
    case 'alarm.suppressed':
      return text('reason').map((why) => word('suppressedBecause', why));
    case 'alarm.escalated': {
      const [step, to] = [said.step, list('to').join(', ')];
      return [to === '' ? t('alarmFact.step.nobody', { step }) : t('alarmFact.step', { step, to })];
    }
    case 'alarm.answered':
      return text('by');
    default:
      return [...text('reason'), ...(reason !== null && said.reason === undefined ? [reason] : [])];
  }
}
