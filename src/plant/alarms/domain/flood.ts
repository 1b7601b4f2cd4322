const TEN_MINUTES = 600_000;

/** What EEMUA 191 counts: alarms announced in ten minutes. */
export interface Flood {
  /** in the last ten minutes */
  now: number;
  /** in the worst ten minutes of the span */
  worst: number;
  /** on average; `manageable` is 1 or less */
  average: number;
  /** more than ten in the last ten minutes: nobody can answer them all */
  flood: boolean;
}

/** Of announcements (ms since 1970) over a span that ends now. */
export function floodOf(announced: readonly number[], now: number, span: number): Flood {
  const times = announced.filter((at) => at > now - span && at <= now).toSorted((a, b) => a - b);
  let [from, worst] = [0, 0];
  times.forEach((at, index) => {
    while (times[from]! <= at - TEN_MINUTES) from++;
    worst = Math.max(worst, index - from + 1);
  });
  const last = times.filter((at) => at > now - TEN_MINUTES).length;
  const average = Math.round(((times.length * TEN_MINUTES) / span) * 100) / 100;
  return { now: last, worst, average, flood: last > 10 };
}
