import { sameDimension } from '../../../../kernel/quantity.js';
import type { Path } from '../../../unit-classes/domain/index.js';
import { isCritical } from '../build-signatures.js';
import { type Block, elementsOf, type Flow } from '../flow.js';
import type { Phase, ProgramPhase } from '../phase.js';
import type { UnitProcedure } from '../recipe.js';
import { lintFault, type LintFault } from './rules.js';
import type { Place, Survey } from './survey.js';

/** Tags and settings that the unit class does not have, or has in a unit that does not convert. */
export const unboundNames = ({ places }: Survey): LintFault[] =>
  places.flatMap((place) => {
    const { phase, on } = place;
    if (!on) return [];
    switch (phase.kind) {
      case 'program':
        return [
          ...phase.monitor.flatMap(({ tag, unit }, index) => bound(place, tag, unit, phase, ['monitor', index])),
          ...settings(place, phase),
        ];
      case 'compare':
        return bound(place, phase.capture.tag, phase.unit, phase, ['capture']);
      case 'entry':
        return phase.fields.flatMap((field) =>
          field.type === 'number' && field.capture
            ? bound(place, field.capture.tag, field.unit, field, ['capture'])
            : [],
        );
      case 'calculation':
      case 'measure':
      case 'result':
      case 'scan':
      case 'instruction':
      case 'wait':
      case 'decision':
      case 'review':
      case 'clearance':
      case 'material':
      case 'sample':
      case 'label':
        return [];
    }
  });

function bound({ on, phase }: Place, name: string, unit: string, node: object, path: Path): LintFault[] {
  const tag = on?.tags.find((one) => one.tag === name);
  if (!tag) return [lintFault('tag.unknown', node, path, `${phase.id}: ${on?.code} has no tag ${name}`)];
  if (tag.unit !== undefined && sameDimension(unit, tag.unit)) return [];
  const message = `${phase.id}: ${name} comes in ${tag.unit ?? tag.type}, not in ${unit}`;
  return [lintFault('unit.not-compatible', node, path, message)];
}

function settings({ on }: Place, phase: ProgramPhase): LintFault[] {
  const program = on?.programs.find(({ name }) => name === phase.program);
  const offered = [...(program?.parameters ?? []), ...(on?.setpoints ?? [])];
  const all = [
    ...phase.set.map(({ name, value }) => ({ key: 'set', name, value })),
    ...(phase.safeState ?? []).map(({ setpoint, value }) => ({ key: 'safeState', name: setpoint, value })),
  ];
  return all.flatMap(({ key, name, value }) => {
    const target = offered.find((one) => one.name === name);
    const fault = (code: 'set.unknown' | 'unit.not-compatible', message: string): LintFault[] => [
      lintFault(code, phase, [key, name], `${phase.id}: ${message}`),
    ];
    if (!target) return fault('set.unknown', `${on?.code} has no ${name} to set`);
    if (!value || sameDimension(value.unit, target.unit)) return [];
    return fault('unit.not-compatible', `${name} is set in ${target.unit}, not in ${value.unit}`);
  });
}

/** A critical value that a program sets is watched while it runs. */
export const unwatched = ({ places }: Survey): LintFault[] =>
  places.flatMap(({ phase, on }) =>
    phase.kind !== 'program'
      ? []
      : phase.set
          .filter(({ name }) => on?.tags.some((tag) => tag.tag === name && isCritical(tag)))
          .filter(({ name }) => !phase.monitor.some(({ tag }) => tag === name))
          .map(({ name }) => {
            const message = `${phase.id} sets ${name}, which is critical, and does not watch it`;
            return lintFault('monitor.missing', phase, ['monitor'], message);
          }),
  );

/** A hold takes each running program somewhere safe. */
export const withoutSafeState = ({ places }: Survey): LintFault[] =>
  places.flatMap(({ phase, on }) => {
    if (phase.kind !== 'program' || !on || (phase.safeState ?? []).length > 0) return [];
    const safe = on.programs.find(({ name }) => name === phase.program)?.safeState ?? [];
    if (safe.length > 0) return [];
    const message = `${phase.id} has no safe state, and ${on.code} has none for ${phase.program}`;
    return [lintFault('hold.no-safe-state', phase, ['program'], message)];
  });

/** Two programs at a time on one unit, or two units of a class at a time. */
export function fightingBranches({ recipe, blocks, places }: Survey): LintFault[] {
  const programs = (body: readonly Flow<object>[]): string[] => {
    const inside = new Set(elementsOf(body).flatMap((one) => ('id' in one ? [one.id] : phasesIn(one))));
    return places.filter(({ phase }) => inside.has(phase.id) && phase.kind === 'program').map(({ phase }) => phase.id);
  };
  return blocks.flatMap(({ block, unitProcedure }): LintFault[] => {
    if (unitProcedure === null) return twoUnits(block as Block<UnitProcedure>, recipe.unitClasses);
    if (block.kind === 'parallel') {
      const [first, second] = block.branches.map(({ body }) => programs(body)[0]).filter((id) => id !== undefined);
      if (first === undefined || second === undefined) return [];
      const message = `${block.id} runs ${first} and ${second} on one unit at the same time`;
      return [lintFault('parallel.one-unit', block, ['branches'], message)];
    }
    const during = block.kind === 'repeat' && places.find(({ phase }) => phase.id === block.during)?.phase;
    const own =
      during && during.kind === 'program' ? programs(block.kind === 'repeat' ? block.body : [])[0] : undefined;
    if (!during || own === undefined) return [];
    return [lintFault('parallel.one-unit', block, [], `${block.id} starts ${own} while ${during.id} runs on the unit`)];
  });
}

const phasesIn = (operation: object): string[] =>
  'phases' in operation ? elementsOf(operation.phases as Flow<Phase>[]).map(({ id }) => id) : [];

function twoUnits(block: Block<UnitProcedure>, classes: Survey['recipe']['unitClasses']): LintFault[] {
  if (block.kind !== 'parallel') return [];
  const needs = block.branches.map(({ body }) => new Set(elementsOf(body).map(({ unitClass }) => unitClass)));
  return classes
    .filter(({ code, use }) => use === 'exclusive' && needs.filter((need) => need.has(code)).length > 1)
    .map(({ code }) => {
      const message = `${block.id} needs two units of ${code} at the same time`;
      return lintFault('parallel.two-units', block, ['branches'], message);
    });
}
