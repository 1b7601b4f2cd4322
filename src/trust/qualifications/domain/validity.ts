/** ISO 8601, in years, months, weeks and days of the calendar. */
export const VALIDITY = /^P(?=\d)(?:(\d{1,2})Y)?(?:(\d{1,3})M)?(?:(\d{1,3})W)?(?:(\d{1,5})D)?$/;

/** The last day of what begins on a day and is good so long: `2024-02-29` for `P1Y` to `2025-02-28`. */
export function lastDayOf(day: string, validity: string): string {
  const parts = VALIDITY.exec(validity);
  if (parts === null) throw new RangeError(`${validity} is no validity`);
  const [years, months, weeks, days] = parts.slice(1).map((part) => Number(part ?? 0)) as [
    number,
    number,
    number,
    number,
  ];
  const [year, month, date] = day.split('-').map(Number) as [number, number, number];
  const first = new Date(Date.UTC(year + years, month - 1 + months, 1));
  const length = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate();
  first.setUTCDate(Math.min(date, length) + weeks * 7 + days);
  return first.toISOString().slice(0, 10);
}
