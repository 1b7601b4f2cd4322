import { type Capture, type NumberField, unitProceduresOf } from '../../../definition/recipes/domain/index.js';
import { seconds } from '../../../definition/unit-classes/domain/index.js';
import { instantOf, type StepRow, type Taken } from '../../batches/domain/index.js';
import { aggregate } from '../../rules/domain/index.js';
import type { Signals } from './signals.js';
import type { Stage } from './stage.js';

/** A value taken from what the unit shows, as the server takes it from the window's readings. */
export function capture(
  stage: Stage,
  signals: Signals,
  step: StepRow,
  field: NumberField & { capture: Capture },
): Taken {
  const { tag: name, aggregate: kind, window } = field.capture;
  const { unitClass } = unitProceduresOf(stage.recipe).find((one) => one.unitProcedure === step.unitProcedure)!;
  const tag = stage.recipe.unitClasses.find(({ code }) => code === unitClass)!.tags.find((one) => one.tag === name)!;
  const { unit, boundAt } = stage.drafted().bindingOf(step.unitProcedure)!;
  const from = Math.max(stage.clock - seconds(window) * 1000, Date.parse(boundAt));
  // a reading of the window's first instant belongs to it
  const moments = signals.moments(tag, unit, step, from - 1, stage.clock);
  const samples = moments.flatMap(({ sample, at }) => (sample === null ? [] : [{ ...sample, arrival: `${at}` }]));
  const { quality, value, cited } = aggregate(samples, kind, tag.unit ?? field.unit, field);
  const last = cited.at(-1);
  return {
    ...{ field: field.id, value, unit, tag: name, aggregate: kind, quality },
    ...{ from: new Date(from).toISOString(), to: stage.now },
    sourceTime: last === undefined ? null : instantOf(last.at),
    arrivals: cited.map(({ arrival }) => arrival),
  };
}
