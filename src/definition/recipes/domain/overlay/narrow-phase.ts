import type { Path } from '../../../unit-classes/domain/index.js';
import { elementsOf } from '../flow.js';
import type { MeasuredField, Monitor, Phase, ProgramPhase } from '../phase.js';
import { phasesOf, type MasterRecipe } from '../recipe.js';
import { type Narrowing, only, own } from './narrower.js';
import type { FieldChange, PhaseChange } from './overlay.js';

/** A phase as an overlay makes it narrower. */
export function narrowPhase(
  phase: Phase,
  change: PhaseChange,
  recipe: MasterRecipe,
  path: Path,
  narrowing: Narrowing,
): Phase {
  const { sign = phase.sign } = change;
  if (change.sign) narrowing.signatures(sign, phase.sign, [...path, 'sign']);
  refuseMisplaced(phase, change, path, narrowing);
  const signed = { ...phase, sign };
  switch (signed.kind) {
    case 'entry':
    case 'result': {
      const fields = signed.fields.map((field) => {
        const asked = own(change.fields, field.id);
        if (!asked) return field;
        const at = [...path, 'fields', field.id];
        if (field.type !== 'number') narrowing.unknown(at, `${field.id} has no limits: it is a ${field.type}`);
        if (asked.cv !== undefined) narrowing.unknown([...at, 'cv'], `${field.id} is not counted several times`);
        return field.type === 'number' ? narrowing.limits(field, asked, field.decimals, at) : field;
      });
      return { ...signed, fields };
    }
    case 'measure': {
      const { replicates = signed.replicates } = change;
      narrowing.notFewer(replicates, signed.replicates, [...path, 'replicates']);
      const fields = signed.fields.map((field) => {
        const asked = own(change.fields, field.id) ?? {};
        const cv = asked.cv ?? (field.cv === undefined ? undefined : change.cv);
        const at = [...path, ...(own(change.fields, field.id) ? ['fields', field.id] : [])];
        return measured(
          field,
          { ...only(asked, 'alert', 'action'), ...(cv === undefined ? {} : { cv }) },
          at,
          narrowing,
        );
      });
      if (change.cv !== undefined && !signed.fields.some(({ cv }) => cv !== undefined))
        narrowing.unknown([...path, 'cv'], 'none of its fields limits its scatter');
      return { ...signed, replicates, fields };
    }
    case 'calculation': {
      const decimals = 'decimals' in signed.rounding ? signed.rounding.decimals : null;
      return narrowing.limits(signed, change, decimals, path);
    }
    case 'compare':
      return narrowing.limits(signed, change, signed.decimals, path);
    case 'program':
      return program(signed, change, recipe, path, narrowing);
    case 'wait':
      if (change.for !== undefined) narrowing.notShorter(change.for, signed.for, [...path, 'for']);
      return { ...signed, for: change.for ?? signed.for };
    case 'scan':
    case 'instruction':
    case 'decision':
    case 'review':
    case 'clearance':
    case 'material':
    case 'sample':
    case 'label':
      return signed;
  }
}

const TAKES: Record<Exclude<keyof PhaseChange, 'sign'>, readonly Phase['kind'][]> = {
  alert: ['calculation', 'compare'],
  action: ['calculation', 'compare'],
  fields: ['entry', 'result', 'measure'],
  monitor: ['program'],
  set: ['program'],
  replicates: ['measure'],
  cv: ['measure'],
  for: ['wait'],
};

/** What is asked of a phase that has no such thing. */
function refuseMisplaced(phase: Phase, change: PhaseChange, path: Path, narrowing: Narrowing): void {
  for (const [key, kinds] of Object.entries(TAKES) as [keyof typeof TAKES, readonly Phase['kind'][]][]) {
    if (change[key] !== undefined && !kinds.includes(phase.kind))
      narrowing.unknown([...path, key], `${phase.id} has no ${key}: it is a ${phase.kind}`);
  }
  const ids = {
    fields: 'fields' in phase ? phase.fields.map(({ id }) => id) : [],
    monitor: phase.kind === 'program' ? phase.monitor.map(({ tag }) => tag) : [],
    set: phase.kind === 'program' ? phase.set.map(({ name }) => name) : [],
  };
  for (const key of ['fields', 'monitor', 'set'] as const) {
    if (!TAKES[key].includes(phase.kind)) continue;
    for (const id of Object.keys(change[key] ?? {}))
      if (!ids[key].includes(id)) narrowing.unknown([...path, key, id], `${phase.id} has no "${id}" among its ${key}`);
  }
}

function measured(field: MeasuredField, change: FieldChange, path: Path, narrowing: Narrowing): MeasuredField {
  const narrowed = narrowing.limits(field, change, field.decimals, path);
  const { cv } = change;
  if (cv === undefined) return narrowed;
  const at = [...path, 'cv'];
  if (field.cv === undefined) narrowing.unknown(at, `${field.id} does not limit its scatter`);
  else narrowing.notMore(cv, field.cv, at);
  if ((cv.split('.')[1]?.length ?? 0) > 1) narrowing.fault('limits.too-fine', at, 'finer than 1 decimals');
  return { ...narrowed, cv };
}

function program(
  phase: ProgramPhase,
  change: PhaseChange,
  recipe: MasterRecipe,
  path: Path,
  narrowing: Narrowing,
): ProgramPhase {
  const monitor = phase.monitor.map((rule): Monitor => {
    const asked = own(change.monitor, rule.tag);
    if (!asked) return rule;
    const at = [...path, 'monitor', rule.tag];
    if (asked.delay !== undefined) narrowing.notLonger(asked.delay, rule.delay, [...at, 'delay']);
    return { ...narrowing.limits(rule, asked, null, at), delay: asked.delay ?? rule.delay };
  });
  const set = phase.set.map((one) => {
    const value = own(change.set, one.name);
    if (!value) return one;
    const at = [...path, 'set', one.name];
    if (one.formula !== undefined) narrowing.unknown(at, `${one.name} is computed, not set`);
    const allowed = settable(phase, one.name, recipe);
    if (!allowed) narrowing.unknown(at, `its unit class has no ${one.name} to set`);
    else narrowing.value(value, allowed.range, allowed.unit, at, "the unit class's");
    // what nothing watches has no limits to stay within but the parent's very value
    if (one.value && !monitor.some(({ tag }) => tag === one.name)) narrowing.same(value, one.value, at);
    return { ...one, value };
  });
  for (const { name, value } of set) {
    const watched = monitor.find(({ tag }) => tag === name);
    const touched = own(change.set, name) ?? own(change.monitor, name);
    if (watched && value && touched)
      narrowing.value(
        value,
        watched.action,
        watched.unit,
        [...path, own(change.set, name) ? 'set' : 'monitor', name],
        'what it watches,',
      );
  }
  return { ...phase, monitor, set };
}

/** What the unit class allows to be set under a name, as a parameter of the program or a setpoint of the unit. */
function settable(phase: ProgramPhase, name: string, recipe: MasterRecipe) {
  const unitClass =
    phasesOf(recipe).find((placed) => placed.phase.id === phase.id)?.unitClass ??
    recipe.adHoc?.find(({ phases }) => elementsOf(phases).some(({ id }) => id === phase.id))?.unitClass;
  const on = recipe.unitClasses.find(({ code }) => code === unitClass);
  const parameters = on?.programs.find((one) => one.name === phase.program)?.parameters ?? [];
  return [...parameters, ...(on?.setpoints ?? [])].find((one) => one.name === name);
}
