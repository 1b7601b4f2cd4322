import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Archived } from './archived.js';
import type { BatchState } from './batch-state.js';
import type { ReadingSeal } from './check-readings.js';
import { goodNumber, type Reading, readingOf, sourceTimeOf } from './leaf.js';
import { GrowingRoot } from './merkle.js';
import type { SeriesFile } from './record.js';
import type { Report } from './report.js';
import type { Capture } from './rows.js';
import type { Watched } from './watched.js';

export interface SeriesInput {
  dir: string;
  series: SeriesFile[];
  seals: Map<string, ReadingSeal[]>;
  state: BatchState;
  /** what monitors looked at */
  watched: Watched[];
  archived: Archived;
}

/** Side files: complete, unchanged, under the seals of their unit; and captures cite all that their window held. */
export async function checkSeries(
  report: Report,
  { dir, series, seals, state, watched, archived }: SeriesInput,
): Promise<void> {
  const sealedAt = new Map<string, number>();
  for (const file of series) {
    const path = join(dir, file.name);
    const where = `series ${file.name}`;
    if (/[/\\]/.test(file.name) || !existsSync(path)) {
      report.wrong(where, null, 'the side file is not there', file.name, 'none');
      continue;
    }
    const own = (seals.get(file.unit) ?? []).filter(
      ({ from, to }) => from >= BigInt(file.from) && to <= BigInt(file.to),
    );
    if (own.some((seal) => archived.under(seal))) {
      await checkFile(report, where, path, { file, seals: own, captures: [], watches: [], archived });
      continue;
    }
    const captures = [...state.captures.values()].filter(({ unit }) => unit === file.unit);
    sealedAt.set(file.unit, Math.max(sealedAt.get(file.unit) ?? 0, ...own.map(({ at }) => Date.parse(at))));
    const watches = watched.filter(({ unit }) => unit === file.unit);
    await checkFile(report, where, path, { file, seals: own, captures, watches, archived });
  }
  checkWatched(report, state, watched, sealedAt);
  report.checked.push(`side files of readings: ${series.length}, each line under its seal`);
}

/** What the readings show of each monitor, beside what the batch says of it. */
function checkWatched(report: Report, state: BatchState, watched: Watched[], sealedAt: Map<string, number>): void {
  let looked = 0;
  for (const watch of watched) {
    const until = sealedAt.get(watch.unit);
    if (until === undefined) report.notChecked.push(`${watch.name}: no side file holds the readings of its unit`);
    else {
      watch.check(report, state.stream, until);
      looked++;
    }
  }
  report.checked.push(
    `${looked} monitors of programs: what readings show of limits, delays and silence, against what is said`,
  );
}

interface OneFile {
  file: SeriesFile;
  seals: ReadingSeal[];
  captures: Capture[];
  watches: Watched[];
  archived: Archived;
}

async function checkFile(
  report: Report,
  where: string,
  path: string,
  { file, seals, captures, watches, archived }: OneFile,
): Promise<void> {
  const sha256 = createHash('sha256');
  const whole = new GrowingRoot();
  const watched = captures.map((capture) => new CapturedWindow(capture));
  const remaining = [...seals];
  let part = new GrowingRoot();
  let last = BigInt(file.from) - 1n;
  let gone = 0;
  const close = (): void => {
    const seal = remaining.shift()!;
    const range = `${seal.from}-${seal.to}`;
    if (part.count < seal.count && archived.under(seal)) gone++;
    else {
      report.same(where, range, 'the side file has not as many readings as its seal', seal.count, part.count);
      report.same(where, range, 'the readings are not what their seal covers', seal.root, part.root);
    }
    part = new GrowingRoot();
  };
  for await (const line of createInterface({ input: createReadStream(path), crlfDelay: Infinity })) {
    sha256.update(`${line}\n`);
    const reading = readingOf(line);
    if (
      reading === null ||
      reading.unit !== file.unit ||
      reading.arrival <= last ||
      reading.arrival > BigInt(file.to)
    ) {
      report.wrong(
        where,
        `line ${whole.count + 1}`,
        'this is no reading of the file in its order',
        `a reading after ${last}`,
        line,
      );
      return;
    }
    last = reading.arrival;
    while (remaining[0] !== undefined && reading.arrival > remaining[0].to) close();
    whole.add(line);
    part.add(line);
    for (const window of watched) window.see(reading);
    for (const watch of watches) watch.see(reading);
  }
  while (remaining.length > 0) close();
  report.same(where, null, 'the side file is not the one that the record names', file.sha256, sha256.digest('hex'));
  report.same(where, null, 'the side file has another number of readings', file.count, whole.count);
  report.same(where, null, 'the side file has another root', file.root, whole.root);
  if (gone > 0)
    report.notChecked.push(`${file.name}: ${gone} of ${seals.length} seals, whose readings were archived since`);
  const covered = { from: `${seals[0]?.from ?? ''}`, to: `${seals.at(-1)?.to ?? ''}` };
  report.same(
    where,
    null,
    'seals do not cover the side file from end to end',
    { from: file.from, to: file.to },
    covered,
  );
  for (const window of watched) window.check(report, where, BigInt(file.from), BigInt(file.to));
}

/** What a capture's window held when it was taken: arrivals are given in the order of commits. */
class CapturedWindow {
  private readonly cited: Set<string>;
  private readonly until: bigint;
  private readonly good: Reading[] = [];
  private readonly start: bigint;
  private readonly end: bigint;

  constructor(private readonly capture: Capture) {
    this.cited = new Set(capture.arrivals);
    this.until = capture.arrivals.map(BigInt).reduce((most, one) => (one > most ? one : most), 0n);
    [this.start, this.end] = [sourceTimeOf(capture.from), sourceTimeOf(capture.to)];
  }

  see(reading: Reading): void {
    const { tag, quality } = this.capture;
    const within = reading.sourceTime >= this.start && reading.sourceTime <= this.end;
    if (
      quality === 'good' &&
      reading.tag === tag &&
      within &&
      reading.arrival <= this.until &&
      goodNumber(reading) !== null
    )
      this.good.push(reading);
  }

  check(report: Report, where: string, from: bigint, to: bigint): void {
    const { entry, aggregate, arrivals, quality } = this.capture;
    const own = quality === 'good' && arrivals.every((arrival) => BigInt(arrival) >= from && BigInt(arrival) <= to);
    if (!own) return;
    const newest = this.good.reduce<Reading | undefined>(
      (last, one) => (last === undefined || one.sourceTime >= last.sourceTime ? one : last),
      undefined,
    );
    const due = aggregate === 'last' ? (newest === undefined ? [] : [newest]) : this.good;
    const left = due.filter(({ arrival }) => !this.cited.has(`${arrival}`));
    if (left.length > 0)
      report.wrong(
        where,
        entry,
        'the capture left out readings of its window',
        arrivals,
        left.map(({ arrival }) => `${arrival}`),
      );
  }
}
