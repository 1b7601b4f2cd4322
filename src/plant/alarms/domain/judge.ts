import type { AlarmDefinition } from '../../../definition/unit-classes/domain/index.js';
import { type Detected, type ReadSource, type Sample, see, tick, undetected } from './detector.js';

/** A change of an alarm's cause, or how it stands where `isNew` is false. */
export interface Finding {
  definition: AlarmDefinition;
  active: boolean;
  /** ms since 1970 */
  since: number;
  message: string;
  isNew: boolean;
}

export interface Judged {
  detectors: Record<string, Detected>;
  /** of each alarm that is judged from readings every change in its order, or how it stands */
  findings: Finding[];
}

export const isRead = (source: AlarmDefinition['source']): source is ReadSource => 'tag' in source;

/** A unit's new readings and the clock against the alarms of its class. */
export function judge(
  {
    alarms,
    staleAfter,
    unitOf,
  }: {
    alarms: readonly AlarmDefinition[];
    staleAfter: ReadonlyMap<string, string>;
    unitOf: ReadonlyMap<string, string>;
  },
  known: Readonly<Record<string, Detected>>,
  samples: ReadonlyMap<string, readonly Sample[]>,
  now: number,
): Judged {
  const detectors: Record<string, Detected> = {};
  const findings: Finding[] = [];
  for (const definition of alarms) {
    const { code, source } = definition;
    if (!isRead(source)) continue;
    let state = known[code] ?? undetected(now);
    const say = (is: Detected, isNew: boolean): void => {
      const message = messageOf(source, is, unitOf.get(source.tag));
      findings.push({ definition, active: is.active, since: is.since, message, isNew });
    };
    const before = findings.length;
    const moved = (next: Detected): void => {
      if (next.active !== state.active) say(next, true);
      state = next;
    };
    for (const sample of samples.get(source.tag) ?? []) moved(see(source, state, sample));
    moved(tick(source, state, now, staleAfter.get(source.tag) ?? 'PT0S'));
    if (findings.length === before) say(state, false);
    detectors[code] = state;
  }
  return { detectors, findings };
}

/** The value that decided, beside what it was held against. */
function messageOf(source: ReadSource, { value }: Detected, unit = ''): string {
  switch (source.kind) {
    case 'limit': {
      const { above, below } = source;
      const isAbove = above !== undefined && Number(value) > Number(above);
      const limit = isAbove || below === undefined ? `> ${above}` : `< ${below}`;
      return `${value} (${limit}) ${unit}`.trimEnd();
    }
    case 'state':
      return `${source.tag} = ${value}`;
    case 'stale':
      return source.tag;
  }
}
