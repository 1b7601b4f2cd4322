import { Injectable } from '@nestjs/common';
import type { Uuid } from '../../kernel/ids.js';
import { systemNow } from '../../platform/clock/index.js';
import { Database, SYSTEM_SCOPE, type Tx } from '../../platform/database/index.js';
import { type MasterRecipe, type Monitor, unitProceduresOf } from '../../definition/recipes/domain/index.js';
import { Equipment } from '../../plant/equipment/index.js';
import { type ReadingRow, Readings } from '../../plant/readings/index.js';
import type { Actor } from '../../trust/ledger/index.js';
import {
  advance,
  look,
  type MonitorRule,
  type MonitorState,
  rereadAfter,
  type Ticks,
  watch,
} from '../rules/domain/index.js';
import { namedSeals } from './batch.store.js';
import {
  type Finding,
  instantOf,
  judgeReadings,
  lateEvidence,
  monitorRule,
  type NamedSeal,
  phaseOf,
  type StepRow,
  ticksOf,
  latestOf,
  type LateReadings,
  sampleOf,
} from './domain/index.js';
import { frozenRecipe, saveMonitors, stepsOnUnit, takeMonitors, type Watched } from './monitor.store.js';
import { WriteBatch } from './write-batch.service.js';

const MONITORS: Actor = { system: 'monitors', role: 'system' };
const PAGE = 5000;

/** Folds new readings of a bound unit into its batch's monitors: cursor, states and the facts they cause in one transaction. */
@Injectable()
export class FoldReadings {
  /** a frozen recipe never changes */
  private readonly recipes = new Map<string, MasterRecipe>();

  constructor(
    private readonly database: Database,
    private readonly readings: Readings,
    private readonly batches: WriteBatch,
    private readonly equipment: Equipment,
  ) {}

  /** Whether there is more to read at once. */
  fold(batch: Uuid, unit: Uuid): Promise<boolean> {
    return this.database.write(SYSTEM_SCOPE, async (tx) => {
      this.equipment.fence(tx, unit);
      const watched = await takeMonitors(tx, batch, unit);
      if (watched === null) return false;
      const arrived = await this.readings.since(tx, unit, watched.cursor, PAGE);
      const steps = await stepsOnUnit(tx, batch, unit);
      const states = { ...watched.states };
      const findings: Finding[] = [];
      for (const step of steps)
        for (const monitor of await this.monitorsOf(tx, step))
          findings.push(...(await this.lookAt(tx, { watched, arrived, states, step, monitor })));
      const late = steps.flatMap((step) => latestOf(step, arrived));
      if (findings.length > 0 || late.length > 0) await this.state(tx, batch, unit, findings, late);
      const cursor = arrived.at(-1)?.arrival ?? watched.cursor;
      if (arrived.length > 0 || findings.length > 0) await saveMonitors(tx, { batch, unit, cursor, states });
      return arrived.length === PAGE;
    });
  }

  /** Monitors of a step whose program has been seen to run, also after its end: late readings may belong to it. */
  private async monitorsOf(tx: Tx, step: StepRow): Promise<Monitor[]> {
    if (step.run?.startedAt == null) return [];
    const recipe = this.recipes.get(step.recipe) ?? (await frozenRecipe(tx, step.recipe));
    this.recipes.set(step.recipe, recipe);
    const phase = phaseOf(recipe, step.phase);
    return phase.kind === 'program' ? phase.monitor : [];
  }

  private async lookAt(
    tx: Tx,
    {
      watched,
      arrived,
      states,
      step,
      monitor,
    }: { watched: Watched; arrived: ReadingRow[]; states: Watched['states']; step: StepRow; monitor: Monitor },
  ): Promise<Finding[]> {
    const name = `${step.id}/${monitor.tag}`;
    const own = arrived.filter(({ tag }) => tag === monitor.tag);
    const until = step.run!.endedAt === null ? null : ticksOf(step.run!.endedAt);
    const known = watched.states[name];
    // nothing can change a watch that is over but readings that come late
    if (known !== undefined && own.length === 0 && until !== null && known.until === until) return [];
    const rule = monitorRule(monitor, this.tagOf(step, monitor.tag), this.batches.speed);
    const state = known ?? watch(ticksOf(step.run!.startedAt!));
    const seen = await this.takeIn(tx, {
      rule,
      state,
      own,
      fresh: known === undefined,
      unit: watched.unit,
      tag: monitor.tag,
      until,
    });
    const { state: now, outcomes } = look(rule, seen, this.tick(rule, watched.unit), until);
    states[name] = now;
    return outcomes.map((outcome) => ({ step: step.id, monitor, outcome }));
  }

  private async takeIn(
    tx: Tx,
    {
      rule,
      state,
      own,
      fresh,
      unit,
      tag,
      until,
    }: {
      rule: MonitorRule;
      state: MonitorState;
      own: ReadingRow[];
      fresh: boolean;
      unit: Uuid;
      tag: string;
      until: Ticks | null;
    },
  ): Promise<MonitorState> {
    const within = ({ sourceTime }: ReadingRow): boolean => until === null || sourceTime <= until;
    const samples = own.filter(within).map(sampleOf);
    // a watch begins at the unit's time of the start, which is known only after readings of it have come
    const after = fresh ? state.from - 1n : rereadAfter(state, samples);
    if (after === null) return samples.length === 0 ? state : advance(rule, state, samples, null);
    const stored = await this.readings.window(tx, unit, tag, instantOf(after), systemFuture(until));
    return advance(
      rule,
      state,
      stored.filter((reading) => reading.sourceTime > after && within(reading)).map(sampleOf),
      after,
    );
  }

  private tagOf(step: StepRow, tag: string) {
    const recipe = this.recipes.get(step.recipe)!;
    const { unitClass } = unitProceduresOf(recipe).find(({ unitProcedure }) => unitProcedure === step.unitProcedure)!;
    return recipe.unitClasses.find(({ code }) => code === unitClass)?.tags.find((one) => one.tag === tag);
  }

  /** The clock as input, once this server has followed the unit for as long as the tag may be silent. */
  private tick({ staleAfter }: MonitorRule, unit: Uuid): Ticks | null {
    const [now, since] = [ticksOf(systemNow()), this.equipment.followedSince(unit)];
    return since !== null && now - ticksOf(since) > staleAfter ? now : null;
  }

  /** Another may have sealed what came late already; what is still open is sealed now, and takes the unit's locks before the batch's. */
  private async state(tx: Tx, batch: Uuid, unit: Uuid, findings: Finding[], late: LateReadings[]): Promise<void> {
    if (late.length > 0) await this.readings.seal(tx, MONITORS, unit);
    const seals = new Map<LateReadings, NamedSeal[]>();
    for (const readings of late) seals.set(readings, await namedSeals(tx, unit, `${readings.arrival - 1n}`));
    await this.batches.changeIfAny(tx, batch, MONITORS, (draft) => {
      judgeReadings(draft, findings);
      for (const readings of late) lateEvidence(draft, { ...readings, seals: seals.get(readings)! });
    });
  }
}

/** The end of a watch, or a day that no reading's time is after. */
const systemFuture = (until: Ticks | null): string =>
  until === null ? '9999-12-31T23:59:59.999Z' : instantOf(until + 10_000n);
