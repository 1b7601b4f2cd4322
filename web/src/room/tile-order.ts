import type { Board, LooseBatch, Need, Tile, TileBatch } from '../api/types.js';

/** A place in the room, or a batch between two: what stands in the queue. */
export type Place = { tile: Tile; loose?: never } | { tile?: never; loose: LooseBatch };

const TONES: Need['tone'][] = ['action', 'alert', 'note'];
const LAST = '9999';

const of = ({ tile, loose }: Place) => tile ?? loose;
const codeOf = ({ tile, loose }: Place): string => tile?.unit.code ?? loose!.batch.code;

/** How soon somebody is wanted: what is worse first, then what lapses first, then what has waited longest. */
function urgency(place: Place): string {
  const [need] = of(place).needs;
  const { next } = of(place);
  if (need === undefined) return `3 ${next?.dueAt ?? LAST}`;
  return `${TONES.indexOf(need.tone)} ${need.dueAt ?? LAST} ${need.since ?? LAST}`;
}

const byUrgency = (a: Place, b: Place): number =>
  urgency(a).localeCompare(urgency(b)) || codeOf(a).localeCompare(codeOf(b));

export const byNeed = (tiles: readonly Tile[]): Tile[] =>
  tiles
    .map((tile): Place => ({ tile }))
    .toSorted(byUrgency)
    .map(({ tile }) => tile!);

const HOUR_MS = 3_600_000;

/** Who is wanted where, now and within the next hour of the clock. */
export function queueOf(tiles: readonly Tile[], loose: readonly LooseBatch[], now: number): Place[] {
  const places = [...tiles.map((tile): Place => ({ tile })), ...loose.map((batch): Place => ({ loose: batch }))];
  const isDue = (place: Place): boolean => {
    const { needs, next } = of(place);
    return needs.length > 0 || (next !== null && Date.parse(next.dueAt) - now < HOUR_MS);
  };
  return places.filter(isDue).toSorted(byUrgency);
}

export const waiting = (tiles: readonly Tile[], loose: readonly LooseBatch[]): number =>
  [...tiles, ...loose].filter(({ needs }) => needs.length > 0).length;

/** What the most urgent of all needs asks for. */
export const worst = ({ tiles, loose }: Pick<Board, 'tiles' | 'loose'>): Need['tone'] =>
  TONES.find((tone) => [...tiles, ...loose].some(({ needs }) => needs.some((need) => need.tone === tone))) ?? 'note';

/** Where a need is met: the batch's page follows the step at hand by itself, another one is named. */
export const stepOf = (need: Need | undefined, batch: TileBatch | null): { search?: { step: string } } =>
  need?.step == null || need.step === batch?.step?.id ? {} : { search: { step: need.step } };
