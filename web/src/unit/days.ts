import { isDay } from '../parts/day.js';
import { instantIn } from '../parts/instant-in.js';

const DAY_MS = 86_400_000;

/** Days at the site, both to their end; an empty one leaves that side open. */
export interface Days {
  from: string;
  to: string;
}

/** From the first instant of one day up to the first after the other, whichever was chosen first. */
export function spanOf(days: Days, zone: string): { from?: string; until?: string } {
  const isTurned = isDay(days.from) && isDay(days.to) && days.from > days.to;
  const { from, to } = isTurned ? { from: days.to, to: days.from } : days;
  const after = isDay(to) ? new Date(Date.parse(`${to}T00:00:00Z`) + DAY_MS).toISOString().slice(0, 10) : '';
  const begin = isDay(from) ? instantIn(zone, `${from}T00:00`) : undefined;
  const end = isDay(after) ? instantIn(zone, `${after}T00:00`) : undefined;
  return { ...(begin === undefined ? {} : { from: begin }), ...(end === undefined ? {} : { until: end }) };
}
