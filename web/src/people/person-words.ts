import type { PersonShown } from '../api/types.js';
import { word } from '../text/words.js';

type Grant = PersonShown['roles'][number];

/** `Operator · demo, room B2, until 3 Dec 2026`: the words of a grant, given how an instant is written. */
export function grantWords({ role, site, rooms, sponsors, until }: Grant, time: (at: string) => string): string {
  const where = [
    site === null ? word('grant', 'everywhere') : site,
    ...(rooms === null ? [] : [word('grant', 'rooms', { rooms: rooms.join(', ') })]),
    ...(sponsors === null ? [] : [word('grant', 'sponsors', { sponsors: sponsors.join(', ') })]),
    ...(until === null ? [] : [word('grant', 'until', { time: time(until) })]),
  ];
  return `${word('role', role)} · ${where.join(', ')}`;
}
