import { type AlarmSource, seconds } from '../../../definition/unit-classes/domain/index.js';

/** A source that is judged from readings. */
export type ReadSource = Extract<AlarmSource, { tag: string }>;

/** Instants here are ms since 1970: `at` by the unit's clock, `heard` by ours. */
export interface Sample {
  at: number;
  heard: number;
  /** null where it is not good */
  value: number | string | boolean | null;
}

/** How far a source has been judged. JSON, kept between rounds. */
export interface Detected {
  active: boolean;
  /** since when, by whoever's clock said so */
  since: number;
  /** a change that has not lasted as long as it must */
  pending: { since: number; heard: number } | null;
  /** the newest sample that was judged; an older one that comes late is for the record, not for an alarm */
  last: number;
  /** when a good value was last heard, or the watch began */
  heard: number;
  /** the value that decided */
  value: Sample['value'];
}

export const undetected = (now: number): Detected => ({
  ...{ active: false, since: now, pending: null, last: 0, heard: now, value: null },
});

const ms = (duration: string): number => seconds(duration) * 1000;

function delayOf(source: ReadSource, wanted: boolean): number {
  if (source.kind === 'stale') return 0;
  return ms(wanted ? source.onDelay : source.offDelay);
}

/** Whether a value is alarming; one that is already must come back by the deadband. */
function isBeyond(
  source: Exclude<ReadSource, { kind: 'stale' }>,
  value: NonNullable<Sample['value']>,
  active: boolean,
) {
  if (source.kind === 'state') return value === source.is;
  const number = Number(value);
  const back = active ? Number(source.deadband) : 0;
  const [above, below] = [source.above, source.below].map((limit) => (limit === undefined ? null : Number(limit)));
  return (above != null && number > above - back) || (below != null && number < below + back);
}

/** With one more sample. A bad value neither raises an alarm nor ends one: silence of good ones is an alarm of its own. */
export function see(source: ReadSource, state: Detected, sample: Sample): Detected {
  const { heard, value } = sample;
  // a unit whose clock is ahead for a moment must not keep its right times from being judged
  const at = Math.min(sample.at, heard);
  if (value === null || at < state.last) return state;
  const seen = { ...state, last: at, heard: Math.max(heard, state.heard), value };
  if (source.kind === 'stale') return state.active ? { ...seen, active: false, since: heard } : seen;
  const wanted = isBeyond(source, value, state.active);
  if (wanted === state.active) return { ...seen, pending: null };
  const pending = state.pending ?? { since: at, heard };
  const due = pending.since + delayOf(source, wanted);
  if (at < due) return { ...seen, pending };
  return { ...seen, active: wanted, since: due, pending: null };
}

/** With the clock: a change that has lasted long enough although no more was heard, and silence. `staleAfter` of the tag. */
export function tick(source: ReadSource, state: Detected, now: number, staleAfter: string): Detected {
  if (source.kind === 'stale') {
    const due = state.heard + ms(staleAfter);
    return !state.active && now > due ? { ...state, active: true, since: due } : state;
  }
  if (state.pending === null) return state;
  const delay = delayOf(source, !state.active);
  if (now < state.pending.heard + delay) return state;
  return { ...state, active: !state.active, since: state.pending.since + delay, pending: null };
}
