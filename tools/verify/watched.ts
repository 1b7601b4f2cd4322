import type { Said } from './check-monitors.js';
import { beyond, type Excursion, excursionsIn, inOrder, type Level, type Rule, type Sample } from './excursions.js';
import { goodNumber, type Reading } from './leaf.js';
import type { Report } from './report.js';
import type { Watch } from './watches.js';

/** A reading that came later than this before the last look may not have been looked at, in ms. */
const IN_FLIGHT_MS = 30_000;

/** How far behind the readings a look may have been, in ms. */
const BEHIND_MS = [0, 500, 1_000, 2_000, 5_000, 10_000, 30_000, 60_000];

/** Samples before an excursion that a look at it begins with. */
const BEFORE = 200;

const TICKS = 10_000n;

/** How far a unit's clock may be ahead of the server's, in units of 100 ns. */
const AHEAD = 600_000_000;

/** Readings from after a program's end that may have been judged with it. */
const MOST_BEYOND = 20;

interface Fault {
  what: string;
  expected: unknown;
  found: unknown;
}

/** The readings of one watch, and what they show beside what the batch says of them. */
export class Watched {
  readonly said: Said[];
  private samples: Sample[] = [];
  /** from after the program's end, had before the server knew of it */
  private readonly beyondEnd: Sample[] = [];

  constructor(
    private readonly watch: Watch,
    said: Said[],
  ) {
    this.said = said.filter(({ step, monitor, start }) => {
      const begun =
        start >= Number(watch.from / TICKS) && (watch.cut || watch.until === null ? start <= watch.endedAt : true);
      return step === watch.step && monitor.tag === watch.monitor.tag && begun;
    });
  }

  get unit(): string {
    return this.watch.unit;
  }

  get name(): string {
    return `${this.watch.step.rounds}${this.watch.step.phase} ${this.watch.monitor.tag}`;
  }

  see(reading: Reading): void {
    const { unit, monitor, from, until } = this.watch;
    const { tag, sourceTime, receivedAt } = reading;
    if (reading.unit !== unit || tag !== monitor.tag || sourceTime < from) return;
    const received = Date.parse(receivedAt);
    const sample = { at: Number(sourceTime - from), value: goodNumber(reading), received };
    if (until === null || sourceTime <= until) this.samples.push(sample);
    else if (received <= this.watch.endedAt) this.beyondEnd.push(sample);
  }

  /** `sealedAt`: when the last reading that could be seen was sealed, in ms. */
  check(report: Report, stream: string, sealedAt: number): void {
    const { rule } = this.watch;
    if (rule === null) return;
    const known = this.said.filter(({ at }) => at <= sealedAt);
    // a server that was away at the end may have judged any part of them
    const many = this.beyondEnd.length > MOST_BEYOND;
    const wrong = (seq: number | null, what: string, expected: unknown, is: unknown): void =>
      report.wrong(stream, seq, `${this.name}: ${what}`, expected, is);
    const [own, ...others] = this.looks(rule).map((found) => this.claim(found, known));
    for (const excursion of own!.unsaid)
      if (this.wasDue(excursion, sealedAt) && !this.wasTakenBack(excursion, sealedAt))
        wrong(null, `readings show ${NAMES[excursion.level]}, and nothing says so`, this.shownOf(excursion), 'none');
    for (const one of known) {
      const { seq, number } = one.row;
      const shown = [own!, ...others].flatMap(({ claimed }) => claimed.get(one) ?? []);
      if (!this.showed(one, rule))
        wrong(seq, `no readings show ${number}, as it begins`, NAMES[one.level as Level], one.row.startedAt);
      else if (shown.length === 0 && !isWithdrawn(one) && !many)
        wrong(seq, `no readings show ${number}`, 'none', one.row.identity);
      else {
        const faults = shown.map((excursions) => this.differs(rule, one, excursions, sealedAt));
        const [fault] = faults;
        if (fault && !faults.includes(null) && !many)
          wrong(seq, `${number} ${fault.what}`, fault.expected, fault.found);
      }
    }
  }

  /** What the readings show at last; then, what they may have shown with some from after the end of the program. */
  private looks(rule: Rule): Excursion[][] {
    const { until, from, lookedUntil } = this.watch;
    const end = until === null ? null : Number(until - from);
    // what came after the last look was never judged
    const looked = this.samples.filter(({ received }) => received <= lookedUntil);
    const more = this.beyondEnd.sort((a, b) => a.received - b.received || a.at - b.at);
    return [0, ...more.slice(0, MOST_BEYOND).map((_, index) => index + 1)].map((count) =>
      excursionsIn(rule, inOrder([...looked, ...more.slice(0, count)]), { from: 0, until: end, clock: null }),
    );
  }

  /** Each excursion is that of the first that says so; several may be of one. */
  private claim(found: Excursion[], known: Said[]): { claimed: Map<Said, Excursion[][]>; unsaid: Excursion[] } {
    const claimed = new Map<Said, Excursion[][]>();
    const unsaid: Excursion[] = [];
    for (const excursion of found) {
      const one = known.find((other) => !isWithdrawn(other) && this.isOf(other, excursion));
      if (one === undefined) unsaid.push(excursion);
      else claimed.set(one, [[...(claimed.get(one)?.[0] ?? []), excursion]]);
    }
    return { claimed, unsaid };
  }

  private instant(at: number): number {
    return Number((this.watch.from + BigInt(at)) / TICKS);
  }

  private isOf({ level, start, end }: Said, excursion: Excursion): boolean {
    const [from, to] = [this.instant(excursion.start), excursion.end === null ? null : this.instant(excursion.end)];
    return (
      level === excursion.level && (start === from || ((to === null || start < to) && (end === null || from < end)))
    );
  }

  /** Whether the server could see it while it looked, and the record can show that it did. */
  private wasDue({ end, shown }: Excursion, sealedAt: number): boolean {
    const { until, endedAt, lookedUntil } = this.watch;
    const seen = shown ?? (end !== null && until !== null ? endedAt : Infinity);
    return seen <= Math.min(lookedUntil, sealedAt) - IN_FLIGHT_MS;
  }

  /** By readings that came when the unit was free again, and no side file holds. */
  private wasTakenBack(excursion: Excursion, sealedAt: number): boolean {
    return this.said.some((one) => isWithdrawn(one) && one.endAt! > sealedAt && this.isOf(one, excursion));
  }

  /** Whether the readings that the server had when it said so showed that it had begun then. */
  private showed({ level, start, at }: Said, rule: Rule): boolean {
    const { until, from, endedAt } = this.watch;
    const samples = inOrder([...this.samples, ...this.beyondEnd]);
    const first = samples.findIndex((sample) => this.instant(sample.at) >= start);
    const begin = Math.max(0, (first < 0 ? samples.length : first) - BEFORE);
    const base = begin === 0 ? 0 : samples[begin]!.at;
    const clock = Number(BigInt(at) * TICKS - from);
    const near = samples.slice(begin).filter((sample) => sample.at <= clock + AHEAD);
    const ends = until !== null && endedAt <= at ? [Number(until - from), null] : [null];
    return BEHIND_MS.some((behind) => {
      const had = near.filter(({ received }) => received <= at - behind);
      return ends.some((end) =>
        excursionsIn(rule, had, { from: base, until: end, clock }).some(
          (one) => one.level === level && this.instant(one.start) === start,
        ),
      );
    });
  }

  /** Null where its end and its extreme are those of the readings that the server had at last. */
  private differs(rule: Rule, one: Said, own: Excursion[], sealedAt: number): Fault | null {
    const { row, end, endAt } = one;
    const last = own.at(-1)!;
    if (endAt !== null && endAt > sealedAt) return null;
    // what it ends with may have come too late for a last look, or to another unit
    const open = last.end !== null && end === null;
    if (open && (this.watch.cut || !this.wasDue({ ...last, shown: this.knownAt(last) }, sealedAt))) return null;
    const until = last.end === null ? null : this.instant(last.end);
    if (until !== end && !(last.end === null && this.watch.until === null))
      return { what: 'ends at another time than its readings show', expected: instantOf(until), found: instantOf(end) };
    if (end === null || last.level === 'unknown') return null;
    const bounds = rule[last.level]!;
    const extreme = own
      .map((excursion) => excursion.extreme!)
      .reduce((most, value) => (beyond(bounds, value) > beyond(bounds, most) ? value : most));
    const { extreme: said } = row.values;
    return extreme === said
      ? null
      : { what: 'shows another extreme than its readings', expected: extreme, found: said };
  }

  /** When the server had the reading that ends it. */
  private knownAt({ end }: Excursion): number | null {
    return this.samples.find(({ at }) => at === end)?.received ?? null;
  }

  private shownOf({ start, end, extreme }: Excursion): object {
    return { from: instantOf(this.instant(start)), to: instantOf(end === null ? null : this.instant(end)), extreme };
  }
}

const NAMES: Record<Level, string> = {
  alert: 'an alert limit missed',
  action: 'an action limit missed',
  unknown: 'that nothing good was known',
};

const instantOf = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString());
const isWithdrawn = ({ row }: Said): boolean => row.values['late'] === 'withdrawn';

/** An excursion is of a time in which its monitor looked. */
export function checkWatching(report: Report, stream: string, said: Said[], watched: Watched[]): void {
  const looked = new Set(watched.flatMap((one) => one.said));
  for (const one of said)
    if (!looked.has(one))
      report.wrong(
        stream,
        one.row.seq,
        `${one.row.kind} ${one.row.number}: its program did not run then`,
        'a run',
        one.row.startedAt,
      );
}
