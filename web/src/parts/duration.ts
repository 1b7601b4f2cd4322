const UNITS: Record<string, number> = { W: 604_800_000, D: 86_400_000, H: 3_600_000, M: 60_000, S: 1000 };

/** Milliseconds of an ISO 8601 duration of weeks, days and below. */
export function milliseconds(duration: string): number {
  const [days = '', time = ''] = duration.replace(/^P/, '').split('T');
  return [...`${days}`.matchAll(/([\d.]+)([WD])/g), ...`${time}`.matchAll(/([\d.]+)([HMS])/g)].reduce(
    (sum, [, count, unit]) => sum + Number(count) * UNITS[unit!]!,
    0,
  );
}

const two = (count: number): string => String(count).padStart(2, '0');

/** A length on a clock's face: `00:41`, `02:05:00`, `3 d 04 h`. Whole seconds, rounded up, so that zero means over. */
export function clockFace(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  const [days, hours, minutes] = [
    Math.floor(seconds / 86_400),
    Math.floor((seconds % 86_400) / 3600),
    Math.floor((seconds % 3600) / 60),
  ];
  if (days > 0) return `${days} d ${two(hours)} h`;
  return hours > 0 ? `${two(hours)}:${two(minutes)}:${two(seconds % 60)}` : `${two(minutes)}:${two(seconds % 60)}`;
}

/** How old something is, in the one unit that matters: `4 s`, `3 min`, `2 h`, `5 d`. */
export function age(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
  return seconds < 172_800 ? `${Math.floor(seconds / 3600)} h` : `${Math.floor(seconds / 86_400)} d`;
}

export interface Countdown {
  left: string;
  /** the time has come */
  over: boolean;
  /** less than a tenth of an hour is left: it needs somebody */
  near: boolean;
}

/** What is left until an instant; after it, how long it has passed. */
export function countdown(dueAt: string, now: number): Countdown {
  const left = Date.parse(dueAt) - now;
  return { left: clockFace(Math.abs(left)), over: left <= 0, near: left > 0 && left <= 360_000 };
}
