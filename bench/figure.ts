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

export type Benchmark = (say: (line: string) => void) => Promise<Result>;

export const round = (value: number): number => (value >= 100 ? Math.round(value) : Number(value.toPrecision(3)));

/** A figure with its share of a limit that was measured in the same run. */
export const against = (limit: Figure, name: string, value: number): Figure => ({
  name,
  value: round(value),
  unit: limit.unit,
  limit: limit.name,
  ratio: Number((value / limit.value).toFixed(2)),
});

/** Units of work a second and the share of one core that this process used, while `work` ran. */
export async function measure(work: () => Promise<number>): Promise<{ rate: number; cpu: number; seconds: number }> {
  const began = performance.now();
  const cpu = process.cpuUsage();
  const done = await work();
  const { user, system } = process.cpuUsage(cpu);
  const seconds = (performance.now() - began) / 1000;
  return { rate: done / seconds, cpu: ((user + system) / 1e6 / seconds) * 100, seconds };
}
