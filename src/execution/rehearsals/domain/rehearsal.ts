import type { Instant } from '../../../kernel/ids.js';
import type { Duration } from '../../../definition/unit-classes/domain/index.js';
import { everyPhase, type OnBreach, recipeHash, unitProceduresOf } from '../../../definition/recipes/domain/index.js';
import type { Criticality } from '../../../definition/unit-classes/domain/index.js';
import { type EventRow, PERCENT, RESULT, type StepStateName } from '../../batches/domain/index.js';
import { roundOf } from './script-of.js';
import { sinceIssue, type Stage } from './stage.js';
import type { Refused } from './work.js';

/** A step as it went; times since the batch was issued. */
export interface RehearsedStep {
  step: string;
  /** of the loops and repeats around it: `feed[2]/daily[1]` */
  round: string | null;
  state: StepStateName;
  started: Duration | null;
  ended: Duration | null;
}

export interface RehearsedEvent {
  kind: string;
  step: string | null;
  round: string | null;
  /** since the batch was issued */
  at: Duration;
  values: Record<string, unknown>;
}

export interface RehearsedException extends RehearsedEvent {
  criticality: Criticality;
  onBreach: OnBreach;
  /** whether it opens a deviation */
  deviation: boolean;
}

/** Why a rehearsal goes no further: what the engine refused, or that nothing is due (`rehearsal.nothing-due`). */
export interface Standstill {
  step: string | null;
  code: string;
  values: Record<string, unknown>;
}

export interface Rehearsal {
  recipe: string;
  /** of the recipe, hex SHA-256 */
  hash: string;
  state: 'complete' | 'stopped' | 'standing';
  standstill: Standstill | null;
  /** virtual time from issue to the end */
  lasted: Duration;
  facts: number;
  steps: RehearsedStep[];
  exceptions: RehearsedException[];
  events: RehearsedEvent[];
  /** standing values by `<phase>.<field>`, of the latest round: `5.00 mL` */
  values: Record<string, string>;
  /** `<phase>` of each yield with what it came to, and in percent of theoretical where that is on record */
  yields: { step: string; actual: string; percent: string | null }[];
  /** in the order in which they were bound; `position` in a unit that is used by position */
  units: { unitProcedure: string; unitClass: string; position: string | null }[];
  /** what a record of prepared material made */
  lot: { lot: string; material: string; expiresAt: Instant } | null;
  /** scripted acts that the engine did not allow */
  refused: Refused[];
}

/** What a rehearsal came to. */
export function tell(stage: Stage, { refused, standstill }: Pick<Rehearsal, 'refused' | 'standstill'>): Rehearsal {
  const { recipe, facts, batch, state } = stage;
  const values = valuesOf(stage);
  const classes = new Map(unitProceduresOf(recipe).map(({ unitProcedure, unitClass }) => [unitProcedure, unitClass]));
  return {
    recipe: recipe.recipe,
    hash: recipeHash(recipe),
    state: batch.state === 'complete' || batch.state === 'stopped' ? batch.state : 'standing',
    standstill,
    lasted: lengthOf(stage.elapsed),
    facts,
    steps: stage.steps.map((step) => ({
      ...{ step: step.phase, round: roundOf(step), state: step.state },
      started: step.startedAt && lengthOf(sinceIssue(step.startedAt)),
      ended: step.endedAt && lengthOf(sinceIssue(step.endedAt)),
    })),
    exceptions: Object.values(state.exception).map((row) => ({
      ...occurred(stage, row),
      ...{ criticality: row.criticality, onBreach: row.onBreach },
      deviation: stage.deviations.includes(row.number),
    })),
    events: Object.values(state.event).map((row) => occurred(stage, row)),
    values,
    yields: everyPhase(recipe).flatMap((phase) => {
      const actual = values[`${phase.id}.${RESULT}`];
      if (phase.kind !== 'calculation' || phase.yield === undefined || actual === undefined) return [];
      return [{ step: phase.id, actual, percent: values[`${phase.id}.${PERCENT}`] ?? null }];
    }),
    units: Object.values(state.binding)
      .sort((a, b) => (a.boundAt < b.boundAt ? -1 : 1))
      .map(({ unitProcedure, position }) => ({ unitProcedure, unitClass: classes.get(unitProcedure)!, position })),
    lot: batch.lot,
    refused,
  };
}

function occurred({ state }: Stage, { kind, step: id, startedAt, values }: EventRow): RehearsedEvent {
  const step = id === null ? null : state.step[id]!;
  const at = lengthOf(sinceIssue(startedAt));
  return { kind, step: step?.phase ?? null, round: step && roundOf(step), at, values };
}

function valuesOf({ state, steps }: Stage): Record<string, string> {
  const order = new Map(steps.map(({ id }, index) => [id, index]));
  const standing = Object.values(state.entry)
    .filter(({ supersededBy, value }) => supersededBy === null && value !== null)
    .sort((a, b) => order.get(a.step)! - order.get(b.step)!);
  return Object.fromEntries(
    standing.map(({ step, field, value, unit }) => [
      `${state.step[step]!.phase}.${field}`,
      unit === null ? value! : `${value} ${unit}`,
    ]),
  );
}

/** Whole seconds as an ISO 8601 duration, `P9DT4H2M`. */
export function lengthOf(ms: number): Duration {
  const total = Math.round(ms / 1000);
  const parts: [number, string][] = [
    [Math.floor(total / 3_600) % 24, 'H'],
    [Math.floor(total / 60) % 60, 'M'],
    [total % 60, 'S'],
  ];
  const days = Math.floor(total / 86_400);
  const time = parts.flatMap(([count, letter]) => (count > 0 ? [`${count}${letter}`] : [])).join('');
  if (days === 0 && time === '') return 'PT0S';
  return `P${days > 0 ? `${days}D` : ''}${time === '' ? '' : `T${time}`}`;
}
