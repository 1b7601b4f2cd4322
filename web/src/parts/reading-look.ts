import type { Monitor, Tag } from '../api/types.js';
import type { TagTrace } from '../api/live-values.js';
import { milliseconds } from './duration.js';
import { glance } from './limit-position.js';
import { liveDecimals, liveNumber } from './number-format.js';

/** How a live value is shown: a number, a word, or why there is none. */
export type ReadingLook =
  | { kind: 'never' }
  | { kind: 'stale'; since: number }
  | { kind: 'bad'; status: number; age: number }
  | { kind: 'word'; value: boolean | string; age: number }
  | {
      kind: 'number';
      text: string;
      value: number;
      uncertain: boolean;
      verdict: 'within' | 'alert' | 'action';
      age: number;
    };

/** Judged for the eye alone: whether it is stale, bad, or outside its limits. */
export function readingLook(tag: Tag, trace: TagTrace | undefined, now: number, monitor?: Monitor): ReadingLook {
  if (trace === undefined) return { kind: 'never' };
  const { last, at } = trace;
  const age = now - at;
  if (age > milliseconds(monitor?.staleAfter ?? tag.staleAfter)) return { kind: 'stale', since: at };
  if (last.quality === 'bad' || last.value === null) return { kind: 'bad', status: last.status, age };
  const value = tag.type === 'integer' ? Number(last.value) : last.value;
  if (typeof value !== 'number') return { kind: 'word', value, age };
  const limits = [monitor?.alert?.low, monitor?.alert?.high, monitor?.action.low, monitor?.action.high];
  const verdict = monitor === undefined ? 'within' : glance(value, monitor.alert, monitor.action);
  const decimals = tag.type === 'integer' ? 0 : liveDecimals(value, limits);
  return {
    kind: 'number',
    text: liveNumber(value, decimals),
    value,
    uncertain: last.quality === 'uncertain',
    verdict,
    age,
  };
}

/** Which way a value goes: over its last minute, beyond a hundredth of its size or of its limits' width. */
export function trendOf(points: TagTrace['points'], width: number | null): 'rising' | 'falling' | 'steady' {
  const last = points.at(-1);
  const before = last === undefined ? undefined : points.find(([at]) => at >= last[0] - 60_000);
  if (last === undefined || before === undefined || last === before) return 'steady';
  const least = width === null ? Math.abs(last[1]) * 0.01 : width * 0.05;
  const change = last[1] - before[1];
  if (Math.abs(change) <= least) return 'steady';
  return change > 0 ? 'rising' : 'falling';
}
