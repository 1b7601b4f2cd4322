/** Digits of a day as they are typed, year first: `20271130` as `2027-11-30`, what is there of it. */
export const dayText = (digits: string): string =>
  [digits.slice(0, 4), digits.slice(4, 6), digits.slice(6, 8)].filter((part) => part !== '').join('-');

export const dayDigits = (text: string): string => text.replace(/\D/g, '').slice(0, 8);

const DAY_MS = 86_400_000;
const utc = (day: string): number => Date.parse(`${day}T00:00:00Z`);

/** Whether eight digits name a day that there is. */
export function isDay(day: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day)) return false;
  const at = new Date(utc(day));
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(day);
}

/** `30 November 2027`: a month in letters shows what digits hide. */
export const dayWords = (day: string): string =>
  new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', day: 'numeric', month: 'long', year: 'numeric' }).format(
    utc(day),
  );

/** The day that it is at an instant in a zone, as `2026-11-22`. */
export const dayIn = (zone: string, instant: number): string =>
  new Intl.DateTimeFormat('en-CA', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(
    instant,
  );

/** Whole days from one to another; negative into the past. */
export const daysBetween = (from: string, to: string): number => Math.round((utc(to) - utc(from)) / DAY_MS);
