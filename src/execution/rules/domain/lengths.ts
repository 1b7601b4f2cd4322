import type { HoldWindow, Monitor } from '../../../definition/recipes/domain/index.js';
import { type Duration, seconds } from '../../../definition/unit-classes/domain/index.js';

/** Milliseconds of a length that the speed factor shortens: waits, programs, minimum holds. */
export const scaledMs = (duration: Duration, speed: number): number => (seconds(duration) * 1000) / speed;

const realMs = (duration: Duration): number => seconds(duration) * 1000;

/** Milliseconds that a window allows; null where it says nothing. */
export interface WindowLengths {
  min: number | null;
  max: number | null;
  alert: number | null;
}

/** Minimum holds scale with speed; maximum holds and their alerts keep their real length, or the demo profile's while a factor is in force. */
export function windowLengths(window: HoldWindow, speed: number): WindowLengths {
  const { max, alert } = speed === 1 ? window : { max: window.max, alert: window.alert, ...window.demo };
  return {
    min: window.min === undefined ? null : scaledMs(window.min, speed),
    max: max === undefined ? null : realMs(max),
    alert: alert === undefined ? null : realMs(alert),
  };
}

/** A monitor's delay and staleness in milliseconds of source time; never scaled, the demo profile's delay while a factor is in force. */
export function monitorLengths(monitor: Monitor, speed: number): { delay: number; staleAfter: number } {
  const delay = speed === 1 ? monitor.delay : (monitor.demo?.delay ?? monitor.delay);
  return { delay: realMs(delay), staleAfter: realMs(monitor.staleAfter) };
}

export type WindowVerdict = 'within' | 'early' | 'alert' | 'late';

/** Judges the event time between a window's two edges; exactly its minimum, alert or maximum is still within. */
export function judgeElapsed({ min, max, alert }: WindowLengths, elapsedMs: number): WindowVerdict {
  if (min !== null && elapsedMs < min) return 'early';
  if (max !== null && elapsedMs > max) return 'late';
  return alert !== null && elapsedMs > alert ? 'alert' : 'within';
}
