import type { Upkeep, UpkeepAct, UpkeepSignature } from '../api/types.js';
import { dayWords } from '../parts/day.js';
import { written } from '../parts/instant.js';
import { i18n } from '../text/i18n.js';
import { word } from '../text/words.js';

/** What an act asks for beside its remark. `day`: good to its end at the site. */
interface Asked {
  until?: { form: 'day' | 'instant'; asked: boolean };
  version?: boolean;
  /** its remark says why */
  why?: boolean;
  /** who may verify it */
  verifiedBy: readonly string[];
}

const ANY = ['operator', 'supervisor', 'qa-reviewer'];
const QUALITY = ['qa-reviewer'];

export const PERFORMERS = ['operator', 'supervisor', 'recipe-engineer'];

export const ACTS: Record<UpkeepAct, Asked> = {
  cleaned: { until: { form: 'instant', asked: false }, verifiedBy: ANY },
  calibrated: { until: { form: 'day', asked: true }, verifiedBy: ANY },
  qualified: { until: { form: 'day', asked: true }, verifiedBy: QUALITY },
  maintained: { until: { form: 'day', asked: false }, verifiedBy: ANY },
  'firmware-reported': { version: true, verifiedBy: ANY },
  'firmware-approved': { version: true, verifiedBy: QUALITY },
  'taken-out-of-service': { why: true, verifiedBy: ANY },
  'returned-to-service': { why: true, verifiedBy: ANY },
};

/** How long something is good: a day in words, or an instant at the site. */
export const untilText = (until: string, zone: string): string =>
  until.includes('T') ? written(until, zone).full : dayWords(until);

/** `M. Weber, Operator, 22 Nov 2026 13:45 CET`. */
export const signedText = ({ name, role, at }: UpkeepSignature, zone: string): string =>
  `${name}, ${word('role', role)}, ${written(at, zone).full}`;

type Stated = Pick<Upkeep, 'act' | 'doneAt' | 'until' | 'version' | 'remark'>;

/** What an act says, as names and values. */
export function upkeepLines(
  { act, doneAt, until, version, remark }: Stated,
  zone: string,
): { name: string; value: string }[] {
  return [
    { name: i18n.t('upkeep.doneAt'), value: written(doneAt, zone).full },
    ...(until === null ? [] : [{ name: i18n.t('upkeep.until'), value: untilText(until, zone) }]),
    ...(version === null ? [] : [{ name: i18n.t('upkeep.version'), value: version }]),
    { name: i18n.t(ACTS[act].why === true ? 'upkeep.why' : 'upkeep.remark'), value: remark },
  ];
}

export const actWord = (act: UpkeepAct): string => word('upkeepAct', act);
