import type { Board, LooseBatch, Need, Tile, TileAlarms, TileBatch } from '../api/types.js';

/** A place in the room, or a batch between two: what stands in the queue. `isAlarm`: for the unit's alarms, not for its batch. */
export type Place =
  { tile: Tile; loose?: never; isAlarm?: true } | { tile?: never; loose: LooseBatch; isAlarm?: never };

const TONES: Need['tone'][] = ['action', 'alert', 'note'];
const LAST = '9999';

const ALARM_TONES: Record<TileAlarms['priority'], Need['tone']> = {
  ...{ critical: 'action', high: 'alert', medium: 'alert', low: 'note' },
};

/** How badly the alarms of a unit want somebody; null where each has been seen. */
const alarmTone = ({ alarms }: { alarms?: Tile['alarms']; needs: Tile['needs'] }): Need['tone'] | null =>
  alarms?.waiting == null ? null : ALARM_TONES[alarms.waiting];

const of = ({ tile, loose }: Place) => tile ?? loose;
const codeOf = ({ tile, loose }: Place): string => tile?.unit.code ?? loose!.batch.code;

/** How soon somebody is wanted: what is worse first, then what lapses first, then what has waited longest. */
function urgency(place: Place): string {
  const alarm = place.tile !== undefined && place.isAlarm ? alarmTone(place.tile) : null;
  // an alarm before what else is as bad
  if (alarm !== null) return `${TONES.indexOf(alarm)} 0`;
  const [need] = of(place).needs;
  const { next } = of(place);
  if (need === undefined) return `3 ${next?.dueAt ?? LAST}`;
  return `${TONES.indexOf(need.tone)} ${need.dueAt ?? LAST} ${need.since ?? LAST}`;
}

const byUrgency = (a: Place, b: Place): number =>
  urgency(a).localeCompare(urgency(b)) || codeOf(a).localeCompare(codeOf(b));

const placesOf = (tile: Tile): Place[] => [
  { tile },
  ...(alarmTone(tile) === null ? [] : [{ tile, isAlarm: true } as const]),
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
    if (place.isAlarm) return true;
    return needs.length > 0 || (next !== null && Date.parse(next.dueAt) - now < HOUR_MS);
  };
  const sorted = places.filter(isDue).toSorted(byUrgency);
  const first = sorted.find(isShared);
  return sorted.filter((place) => place === first || !isShared(place));
}

/** An alarm of many units at once: it is one, on however many tiles it stands. */
const isShared = ({ tile, isAlarm }: Place): boolean => isAlarm === true && tile.alarms!.shared;

export function waiting(tiles: readonly Tile[], loose: readonly LooseBatch[]): number {
  const ofShared = ({ alarms }: { alarms?: Tile['alarms']; needs: Tile['needs'] }): boolean => alarms?.shared ?? false;
  const calls = [...tiles, ...loose].filter(
    (one) => one.needs.length > 0 || (alarmTone(one) !== null && !ofShared(one)),
  );
  return calls.length + (tiles.some(ofShared) && !calls.some(ofShared) ? 1 : 0);
}

/** What the most urgent of all needs and alarms asks for. */
export const worst = ({ tiles, loose }: Pick<Board, 'tiles' | 'loose'>): Need['tone'] =>
  TONES.find((tone) =>
    [...tiles, ...loose].some((one) => alarmTone(one) === tone || one.needs.some((need) => need.tone === tone)),
  ) ?? 'note';

/** Where a need is met: the batch's page follows the step at hand by itself, another one is named. */
export const stepOf = (need: Need | undefined, batch: TileBatch | null): { search?: { step: string } } =>
  need?.step == null || need.step === batch?.step?.id ? {} : { search: { step: need.step } };
