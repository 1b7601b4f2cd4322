import type { ReactElement } from 'react';
import { dayWords } from '../parts/day.js';
import { Status } from '../parts/mark.js';
import type { Tone } from '../parts/tone.js';
import { word } from '../text/words.js';

const TONES: Record<string, Tone> = {
  valid: 'done',
  soon: 'note',
  lapsed: 'action',
  revoked: 'off',
  open: 'current',
  overdue: 'alert',
};

/** How somebody stands with a skill or a reading: a mark, a word and a day, never a colour alone. */
export function StandingMark({ state, day }: { state: string; day: string | null }): ReactElement {
  const said = word(day === null ? 'standing' : 'standingOn', state, day === null ? {} : { day: dayWords(day) });
  return <Status tone={TONES[state] ?? 'off'}>{said}</Status>;
}

/** `Sterile tube welding`, or of what is read `SOP-0042@3 Mixing by hand`. */
export const needWords = ({ code, version, title }: { code: string; version: string | null; title: string }): string =>
  version === null ? title : `${code}@${version} ${title === code ? '' : title}`.trim();
