import type { AlarmCall, Board, LooseBatch, Need, Tile, TileBatch } from '../api/types.js';

/**
 * A place in the room, or a batch between two: what stands in the queue. `alarm`: for that alarm, not for the unit's batch;
 * `isShared`: it is of many units at once.
 */
export type Place =
  | { tile: Tile; loose?: never; alarm?: AlarmCall; isShared?: boolean }
  | { tile?: never; loose: LooseBatch; alarm?: never; isShared?: never };

const TONES: Need['tone'][] = ['action', 'alert', 'note'];
const LAST = '9999';

const ALARM_TONES: Record<AlarmCall['priority'], Need['tone']> = {
  ...{ critical: 'action', high: 'alert', medium: 'alert', low: 'note' },
};

type Calling = Pick<Tile, 'needs'> & { alarms?: Tile['alarms'] };

const ownOf = ({ alarms }: Calling): AlarmCall[] => (alarms?.own == null ? [] : [alarms.own]);
const sharedOf = ({ alarms }: Calling): AlarmCall[] => alarms?.shared ?? [];

/** How badly the alarms of a unit want somebody: of each that was not seen. */
const alarmTones = (one: Calling): Need['tone'][] =>
  [...ownOf(one), ...sharedOf(one)].map(({ priority }) => ALARM_TONES[priority]);

const of = ({ tile, loose }: Place) => tile ?? loose;
const codeOf = ({ tile, loose }: Place): string => tile?.unit.code ?? loose!.batch.code;

/** How soon somebody is wanted: what is worse first, then what lapses first, then what has waited longest. */
function urgency(place: Place): string {
  // an alarm before what else is as bad
  if (place.alarm !== undefined) return `${TONES.indexOf(ALARM_TONES[place.alarm.priority])} 0`;
  const [need] = of(place).needs;
  const { next } = of(place);
  if (need === undefined) return `3 ${next?.dueAt ?? LAST}`;
  return `${TONES.indexOf(need.tone)} ${need.dueAt ?? LAST} ${need.since ?? LAST}`;
}

const byUrgency = (a: Place, b: Place): number =>
  urgency(a).localeCompare(urgency(b)) || codeOf(a).localeCompare(codeOf(b));

const placesOf = (tile: Tile): Place[] => [
  { tile },
  ...ownOf(tile).map((alarm): Place => ({ tile, alarm })),
  ...sharedOf(tile).map((alarm): Place => ({ tile, alarm, isShared: true })),
];

export const byNeed = (tiles: readonly Tile[]): Tile[] =>
  tiles
    .map((tile): Place => placesOf(tile).toSorted(byUrgency)[0]!)
    .toSorted(byUrgency)
    .map(({ tile }) => tile!);

const HOUR_MS = 3_600_000;

/** Who is wanted where, now and within the next hour of the clock. */
export function queueOf(tiles: readonly Tile[], loose: readonly LooseBatch[], now: number): Place[] {
  const places = [...tiles.flatMap(placesOf), ...loose.map((batch): Place => ({ loose: batch }))];
  const isDue = (place: Place): boolean => {
    const { needs, next } = of(place);
    if (place.alarm !== undefined) return true;
    return needs.length > 0 || (next !== null && Date.parse(next.dueAt) - now < HOUR_MS);
  };
  const sorted = places.filter(isDue).toSorted(byUrgency);
  const ids = sorted.map(({ alarm }) => alarm?.id);
  // an alarm of many units at once is one, on however many tiles it stands
  return sorted.filter(({ alarm, isShared }, at) => !isShared || ids.indexOf(alarm!.id) === at);
}

/** How often somebody is wanted: by each unit and loose batch, and once by each alarm of many units at once. */
export function waiting(tiles: readonly Tile[], loose: readonly LooseBatch[]): number {
  const calls = [...tiles, ...loose].filter((one) => one.needs.length > 0 || ownOf(one).length > 0);
  return calls.length + new Set(tiles.flatMap(sharedOf).map(({ id }) => id)).size;
}

/** What the most urgent of all needs and alarms asks for. */
export const worst = ({ tiles, loose }: Pick<Board, 'tiles' | 'loose'>): Need['tone'] =>
  TONES.find((tone) =>
    [...tiles, ...loose].some((one) => alarmTones(one).includes(tone) || one.needs.some((need) => need.tone === tone)),
  ) ?? 'note';

/** Where a need is met: the batch's page follows the step at hand by itself, another one is named. */
export const stepOf = (need: Need | undefined, batch: TileBatch | null): { search?: { step: string } } =>
  need?.step == null || need.step === batch?.step?.id ? {} : { search: { step: need.step } };
