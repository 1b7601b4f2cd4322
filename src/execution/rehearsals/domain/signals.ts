import type { Uuid } from '../../../kernel/ids.js';
import { convert } from '../../../kernel/quantity.js';
import { seconds, type Tag } from '../../../definition/unit-classes/domain/index.js';
import type { StepRow } from '../../batches/domain/index.js';
import type { Sample } from '../../rules/domain/index.js';
import type { Recording } from './recording.js';
import { isOfStep, type Profiles, type Shown } from './script.js';
import { scriptOf } from './script-of.js';
import type { Stage } from './stage.js';
import type { Units } from './units.js';
import { usualValues } from './usual-values.js';

const TICKS_A_MS = 10_000n;
/** Longest time between two readings of a tag that does not change. */
const SPARSE_MS = 60_000;

/** What a tag shows at some times: `holds` until its next point, or only there, as it was recorded. */
interface Source {
  points: readonly { at: number; shown: Shown }[];
  holds: boolean;
  /** of a step: when it ended, in ms since 1970 */
  end: number;
}

/** A look at a tag: `sample` is null where nothing came. */
export interface Moment {
  /** ms since 1970 */
  at: number;
  sample: Sample | null;
}

/**
 * What simulated units show. A tag that a script says nothing of stands at its set point, else in the middle of its limits.
 * Readings are sparse, so that days pass in a moment: one each minute, or as often as the tag must not be silent, and one at
 * each change. Nothing between them would change a verdict, since a value holds until the next.
 */
export class Signals {
  private readonly usual: ReturnType<typeof usualValues>;
  private readonly sources = new Map<string, Source[]>();
  /** whether the script says what is shown during some step */
  private readonly scripted: boolean;

  constructor(
    private readonly stage: Stage,
    private readonly units: Units,
  ) {
    this.usual = usualValues(stage.recipe);
    const { unit, recorded } = stage.script;
    const begin = stage.clock;
    this.add(null, begin, unit, recorded);
    this.scripted = (stage.script.when ?? []).some(
      (line) => isOfStep(line) && (line.reads ?? line.replays) !== undefined,
    );
  }

  /** What a tag of a unit shows after `from` and up to `to`; `step` runs on it. */
  moments(of: Tag, unit: Uuid, step: StepRow, from: number, to: number): Moment[] {
    const { tag, staleAfter } = of;
    const sources = this.of(tag, step);
    const every = Math.min(SPARSE_MS, seconds(staleAfter) * 1000);
    const regular = regularTimes(from, to, every);
    const special = sources.flatMap((source) => between(source, from, to).map(({ at }) => at));
    const times = special.length === 0 ? regular : [...new Set([...regular, ...special])].sort((a, b) => a - b);
    const plain = this.plain(of, unit);
    return times.map((at) => ({ at, sample: sampleAt(sources, plain, at) }));
  }

  private plain({ tag, unit: own }: Tag, unit: Uuid): number {
    const set = this.units.setpoint(unit, tag);
    return set === undefined ? this.usual(this.units.classOf(unit), tag) : Number(convert(set, own ?? set.unit).value);
  }

  /** What is said of a step comes before what is said of another that runs beside it on its unit, and that before the whole. */
  private of(tag: string, step: StepRow): Source[] {
    const beside = this.scripted
      ? this.stage.steps.filter(({ id, unit, startedAt }) => id !== step.id && unit === step.unit && startedAt !== null)
      : [];
    const ofSteps = [step, ...beside.reverse()].flatMap((one) => this.ofStep(tag, one));
    return [...ofSteps, ...(this.sources.get(`/${tag}`) ?? [])];
  }

  private ofStep(tag: string, step: StepRow): Source[] {
    const { reads, replays } = scriptOf(this.stage.script, step);
    if ((reads ?? replays) === undefined) return [];
    if (!this.sources.has(`${step.id}/`)) {
      this.sources.set(`${step.id}/`, []);
      this.add(step.id, Date.parse(step.startedAt!), reads, replays);
    }
    const { endedAt } = this.stage.state.step[step.id]!;
    const end = endedAt === null ? Infinity : Date.parse(endedAt);
    return (this.sources.get(`${step.id}/${tag}`) ?? []).map((source) => ({ ...source, end }));
  }

  private add(step: Uuid | null, begin: number, profiles: Profiles = {}, recording: Recording = []): void {
    const put = (tag: string, source: Source): void => {
      const name = `${step ?? ''}/${tag}`;
      this.sources.set(name, [...(this.sources.get(name) ?? []), source]);
    };
    for (const [tag, points] of Object.entries(profiles))
      put(tag, {
        points: points.map(([after, shown]) => ({ at: begin + seconds(after) * 1000, shown })),
        holds: true,
        end: Infinity,
      });
    const recorded = Map.groupBy(recording, ({ tag }) => tag);
    for (const [tag, rows] of recorded)
      put(tag, {
        points: rows.map(({ at, value }) => ({ at: begin + at, shown: value })),
        holds: false,
        end: Infinity,
      });
  }
}

function sampleAt(sources: readonly Source[], plain: number, at: number): Sample | null {
  const source = sources.find((one) => covers(one, at));
  const shown = source === undefined ? plain : shownAt(source, at);
  return shown === 'silent' ? null : { at: BigInt(at) * TICKS_A_MS, value: shown };
}

const covers = ({ points, holds, end }: Source, at: number): boolean =>
  points.length > 0 && at >= points[0]!.at && at <= end && (holds || at <= points.at(-1)!.at);

/** How many of a source's points are not after a time. */
function until({ points }: Source, time: number): number {
  let [low, high] = [0, points.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (points[middle]!.at <= time) low = middle + 1;
    else high = middle;
  }
  return low;
}

const between = (source: Source, from: number, to: number) =>
  source.points.slice(until(source, from), until(source, to));

function shownAt(source: Source, at: number): Shown {
  const last = source.points[until(source, at) - 1]!;
  return source.holds || last.at === at ? last.shown : 'silent';
}

/** Every so many ms since 1970, and `to` itself. */
function regularTimes(from: number, to: number, every: number): number[] {
  const times: number[] = [];
  for (let at = (Math.floor(from / every) + 1) * every; at < to; at += every) times.push(at);
  if (to > from) times.push(to);
  return times;
}
