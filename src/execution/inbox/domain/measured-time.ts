import type { Instant } from '../../../kernel/ids.js';
import type { Mapping } from './mapping.js';
import { wrongFile } from './wrong-file.js';

const TIME = '(?<h>\\d\\d):(?<m>\\d\\d):(?<s>\\d\\d)';
const FORMATS: Record<NonNullable<Mapping['measuredAt']>['format'], RegExp> = {
  iso: new RegExp(`^(?<Y>\\d{4})-(?<M>\\d\\d)-(?<D>\\d\\d)T${TIME}(?<ms>\\.\\d{1,3})?(?<offset>Z|[+-]\\d\\d:\\d\\d)$`),
  'YYYY-MM-DD HH:mm:ss': new RegExp(`^(?<Y>\\d{4})-(?<M>\\d\\d)-(?<D>\\d\\d) ${TIME}$`),
  'DD.MM.YYYY HH:mm:ss': new RegExp(`^(?<D>\\d\\d)\\.(?<M>\\d\\d)\\.(?<Y>\\d{4}) ${TIME}$`),
  'MM/DD/YYYY HH:mm:ss': new RegExp(`^(?<M>\\d\\d)/(?<D>\\d\\d)/(?<Y>\\d{4}) ${TIME}$`),
};

/** A device's time as an instant; refuses with `result.wrong-time` what is not of its format, or no day that there is. */
export function measuredTime(
  { at, format, offset }: NonNullable<Mapping['measuredAt']>,
  text: string,
  row: number,
): Instant {
  const { Y, M, D, h, m, s, ms = '', offset: own } = FORMATS[format].exec(text)?.groups ?? {};
  const day = `${Y}-${M}-${D}`;
  const time = Date.parse(`${day}T${h}:${m}:${s}${ms}${own ?? offset}`);
  // a day that there is comes back as it was given
  const given = Date.parse(`${day}T00:00:00Z`);
  if (Number.isNaN(time) || Number.isNaN(given) || h === '24' || !new Date(given).toISOString().startsWith(day))
    throw wrongFile('result.wrong-time', { row, at, expected: format, found: text });
  return new Date(time).toISOString();
}
