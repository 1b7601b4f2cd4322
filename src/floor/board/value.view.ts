import { convert } from '../../kernel/quantity.js';
import { type Range, seconds, type Tag } from '../../definition/unit-classes/domain/index.js';
import type { MonitorInBrief } from '../../execution/batches/index.js';
import type { ReadingRow } from '../../plant/readings/index.js';
import type { TileLimitsDto, TileValueDto } from './board.dto.js';

/** A monitor's limits in the unit in which the tag is read. */
function limitsIn(range: Range | null, unit: string, tag: Tag): TileLimitsDto | null {
  if (range === null) return null;
  const read = tag.unit ?? unit;
  const end = (value: string | null): string | null =>
    value === null || read === unit ? value : convert({ value, unit }, read).value;
  return { low: end(range.low), high: end(range.high) };
}

/** For the eye: the engine's monitors judge, with their delays. Both ends are inside. */
function outside(value: number, limits: TileLimitsDto | null): boolean {
  if (limits === null) return false;
  return (limits.low !== null && value < Number(limits.low)) || (limits.high !== null && value > Number(limits.high));
}

/** One value as a tile shows it at `now`, milliseconds since 1970. */
export function valueOf(
  tag: Tag,
  row: ReadingRow | undefined,
  monitor: MonitorInBrief | undefined,
  now: number,
): TileValueDto {
  const staleAfter = seconds(tag.staleAfter) * 1000;
  const alert = limitsIn(monitor?.alert ?? null, monitor?.unit ?? '', tag);
  const action = limitsIn(monitor?.action ?? null, monitor?.unit ?? '', tag);
  const plain = { tag: tag.tag, title: tag.title, unit: tag.unit ?? null, staleAfter, alert, action };
  const empty = { ...plain, value: null, verdict: null };
  if (row === undefined) return { ...empty, state: 'never', status: null, at: null };
  const { status, sourceAt: at, quality } = row;
  if (now - Date.parse(at) > staleAfter) return { ...empty, state: 'stale', status, at };
  if (quality === 'bad' || row.value === null) return { ...empty, state: 'bad', status, at };
  const value = Number(row.value);
  const verdict = outside(value, action) ? 'action' : outside(value, alert) ? 'alert' : 'within';
  return { ...plain, state: quality, value, status, at, verdict: monitor === undefined ? null : verdict };
}
