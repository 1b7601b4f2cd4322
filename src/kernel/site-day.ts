import type { Instant } from './ids.js';

/** The day of an instant where a site is, YYYY-MM-DD. `zone` is an IANA name. */
export function siteDay(instant: Instant, zone: string): string {
  const format = new Intl.DateTimeFormat('en', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' });
  const parts = format.formatToParts(Date.parse(instant));
  const [year, month, day] = ['year', 'month', 'day'].map((type) => parts.find((part) => part.type === type)!.value);
  return `${year}-${month}-${day}`;
}

/** Whether a text is a day of the calendar, YYYY-MM-DD. */
export function isDay(text: string): boolean {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00.000Z`) : Number.NaN;
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

/** A lot is good to the end of its day of expiry, in the site's time. */
export const isExpired = (expiry: string, today: string): boolean => expiry < today;
