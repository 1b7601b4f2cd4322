/** Units that go offline within this many ms of each other are one alarm, where they are at least so many. */
export const GROUP = { window: 10_000, least: 3 };

/** A unit that cannot be reached. */
export interface Away {
  unit: string;
  /** ms since 1970 */
  since: number;
  /** how long it may be away before that is an alarm */
  delay: number;
  /** it has an alarm of its own, which lasts as long as it is away */
  isAlarmed: boolean;
}

export interface Grouped {
  /** units under the grouped alarm */
  grouped: string[];
  /** units with an alarm of their own */
  single: string[];
}

/**
 * Which of the units that are away are one alarm, and which are each their own. `members`: of the grouped alarm that is there
 * already, which keeps them for as long as they are away. Nobody is told before the window is over, since only then it is known
 * who went with whom; so a switch that fails is one alarm, however many units hang on it.
 */
export function groupAway(away: readonly Away[], members: readonly string[], now: number): Grouped {
  const kept = away.filter(({ unit }) => members.includes(unit)).map(({ unit }) => unit);
  const others = away.filter(({ unit }) => !members.includes(unit)).toSorted((a, b) => a.since - b.since);
  const grouped = new Set(kept);
  const due = ({ since, delay, isAlarmed }: Away): boolean => isAlarmed || now >= since + Math.max(delay, GROUP.window);
  const fresh = others.filter(({ isAlarmed }) => !isAlarmed);
  fresh.forEach((first, from) => {
    const together = fresh.slice(from).filter(({ since }) => since <= first.since + GROUP.window);
    if (together.length >= GROUP.least && together.some(due)) for (const { unit } of together) grouped.add(unit);
  });
  const single = others.filter((one) => !grouped.has(one.unit) && due(one)).map(({ unit }) => unit);
  return { grouped: [...grouped], single };
}
