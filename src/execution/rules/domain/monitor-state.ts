import {
  begin,
  type Excursion,
  excursions,
  farthest,
  type Folded,
  fold,
  inOrder,
  type Level,
  type MonitorRule,
  type Sample,
  type Ticks,
} from './monitor-fold.js';

/** An excursion that was raised. `start` names it for good, also when late readings move its true begin. */
export interface Known {
  level: Level;
  start: Ticks;
  end: Ticks | null;
  extreme: number | null;
  withdrawn: boolean;
}

/** A monitor between two looks at its readings. */
export interface MonitorState {
  from: Ticks;
  folded: Folded;
  /** the fold at some earlier source time, from which late readings are folded again */
  checkpoint: Folded;
  known: Known[];
  /** the end of the watch as last looked at, null while it goes on */
  until: Ticks | null;
}

/** What a look at the readings found out. */
export type Outcome =
  | { outcome: 'raised'; excursion: Excursion }
  | { outcome: 'ended'; level: Level; start: Ticks; end: Ticks; extreme: number | null }
  /** late readings changed the end or extreme of an excursion that had ended */
  | { outcome: 'revised'; level: Level; start: Ticks; end: Ticks | null; extreme: number | null }
  /** late readings show that there was none */
  | { outcome: 'withdrawn'; level: Level; start: Ticks };

/** How far the fold may run ahead of its checkpoint: one minute. */
const CHECKPOINT_EVERY = 600_000_000n;

export const watch = (from: Ticks): MonitorState => ({
  from,
  folded: begin(from),
  checkpoint: begin(from),
  known: [],
  until: null,
});

/**
 * The source time after which all stored readings are needed to take in new ones; null where the new ones alone will do,
 * since they are all later than what was folded.
 */
export function rereadAfter(state: MonitorState, arrived: readonly Sample[]): Ticks | null {
  const watched = arrived.filter(({ at }) => at >= state.from);
  const first = watched.reduce<Ticks | null>((least, { at }) => (least === null || at < least ? at : least), null);
  if (first === null || first > state.folded.at) return null;
  const { at } = state.checkpoint;
  return at > state.from && first > at ? at : state.from - 1n;
}

/** Takes in new readings; where `rereadAfter` named a time, `samples` are all stored readings after it. */
export function advance(
  rule: MonitorRule,
  state: MonitorState,
  samples: readonly Sample[],
  after: Ticks | null,
): MonitorState {
  const watched = inOrder(samples).filter(({ at }) => at >= state.from);
  const base = after === null ? state.folded : after === state.checkpoint.at ? state.checkpoint : begin(state.from);
  const folded = fold(rule, base, watched);
  const checkpoint = base === state.folded ? state.checkpoint : base;
  const due = folded.at - checkpoint.at > CHECKPOINT_EVERY;
  return { ...state, folded, checkpoint: due ? base : checkpoint };
}

/** Compares what is known with what the readings and the clock now show: each excursion is raised once, and ends once. */
export function look(
  rule: MonitorRule,
  state: MonitorState,
  now: Ticks | null,
  until: Ticks | null = null,
): { state: MonitorState; outcomes: Outcome[] } {
  const found = excursions(rule, state.folded, now, until);
  const claimed = new Map<Known, Excursion[]>();
  const fresh: Excursion[] = [];
  for (const excursion of found) {
    const known = state.known.find((other) => !other.withdrawn && overlap(other, excursion));
    if (known === undefined) fresh.push(excursion);
    else claimed.set(known, [...(claimed.get(known) ?? []), excursion]);
  }
  // without a tick of the clock nothing is known of a silence that goes on, not even that it is over
  const unseen = (known: Known): boolean =>
    now === null && until === null && known.level === 'unknown' && known.end === null && !claimed.has(known);
  const kept = state.known.map((known) =>
    unseen(known) ? { known, outcome: [] } : settle(rule, known, claimed.get(known) ?? []),
  );
  const raised = fresh.map(({ level, start, end, extreme }): Known => ({
    level,
    start,
    end,
    extreme,
    withdrawn: false,
  }));
  return {
    state: { ...state, until, known: [...kept.map(({ known }) => known), ...raised] },
    outcomes: [
      ...kept.flatMap(({ outcome }) => outcome),
      ...fresh.map((excursion): Outcome => ({ outcome: 'raised', excursion })),
    ],
  };
}

/** Two that only touch are two: one silence may follow another. */
const overlap = (known: Known, excursion: Excursion): boolean =>
  known.level === excursion.level &&
  (known.start === excursion.start ||
    ((excursion.end === null || known.start < excursion.end) && (known.end === null || excursion.start < known.end)));

function settle(rule: MonitorRule, known: Known, same: Excursion[]): { known: Known; outcome: Outcome[] } {
  if (known.withdrawn) return { known, outcome: [] };
  const { level, start } = known;
  if (same.length === 0)
    return { known: { ...known, withdrawn: true }, outcome: [{ outcome: 'withdrawn', level, start }] };
  const { end } = same.at(-1)!;
  const bounds = level === 'unknown' ? null : rule[level];
  const extreme =
    bounds === null
      ? null
      : farthest(
          bounds,
          same.map((excursion) => excursion.extreme!),
        );
  const now = { ...known, end, extreme };
  if (known.end === null && end !== null)
    return { known: now, outcome: [{ outcome: 'ended', level, start, end, extreme }] };
  if (known.end !== null && (known.end !== end || known.extreme !== extreme))
    return { known: now, outcome: [{ outcome: 'revised', level, start, end, extreme }] };
  return { known: now, outcome: [] };
}
