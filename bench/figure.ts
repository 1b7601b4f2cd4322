/** One measured figure; `ratio` is against `limit`, a named figure of the same run. */
export interface Figure {
  name: string;
  value: number;
  unit: string;
  limit?: string;
  ratio?: number;
}

/** What a benchmark found; `load` says what was asked of it. */
export interface Result {
  benchmark: string;
  load: string;
  figures: Figure[];
}

export interface Asked {
  /** sizes that show that it runs, and measure nothing */
  quick: boolean;
  say(line: string): void;
}

export type Benchmark = (asked: Asked) => Promise<Result>;

export const round = (value: number): number => (value >= 100 ? Math.round(value) : Number(value.toPrecision(3)));

export const figure = (name: string, value: number, unit: string): Figure => ({ name, value: round(value), unit });

/** A figure with its share of a limit that was measured in the same run. */
export const against = (limit: Figure, name: string, value: number): Figure => ({
  ...figure(name, value, limit.unit),
  limit: limit.name.trim(),
  ratio: round(value / limit.value),
});

/** The value below which this share of the sample lies. */
export const quantile = (sample: readonly number[], share: number): number =>
  sample.toSorted((a, b) => a - b)[Math.min(sample.length - 1, Math.floor(sample.length * share))]!;

/** Units of work a second and the share of one core that was used, while `work` ran. `cpu`: seconds used so far, of this process when not given. */
export async function measure(
  work: () => Promise<number>,
  cpu: () => number = ownCpu,
): Promise<{ rate: number; cpu: number; seconds: number }> {
  const began = performance.now();
  const before = cpu();
  const done = await work();
  const used = cpu() - before;
  const seconds = (performance.now() - began) / 1000;
  return { rate: done / seconds, cpu: (used / seconds) * 100, seconds };
}

function ownCpu(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}
