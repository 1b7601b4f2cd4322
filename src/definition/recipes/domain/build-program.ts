import {
  checkLength,
  checkUnit,
  seconds,
  settingOf,
  unique,
  type Fault,
  type Path,
  type Settable,
  type UnitClass,
} from '../../unit-classes/domain/index.js';
import { buildLimits } from './build-limits.js';
import { needUnit, type RunsOn, tagOf } from './build-tag.js';
import type { Monitor, ProgramPhase } from './phase.js';
import type { MonitorText, ProgramText } from './recipe-text.js';

/** The shortest length that a demo profile may put in place of a real one, in seconds. */
export const SHORTEST_DEMO = 60;

/** A program with its settings and monitors, all of them known to the unit class. */
export function buildProgram(
  text: ProgramText,
  on: RunsOn,
  path: Path,
  faults: Fault[],
): Omit<ProgramPhase, 'id' | 'title' | 'instruction' | 'sign'> {
  const unitClass = needUnit(on, [...path, 'program'], faults) ? on : undefined;
  const offered = unitClass?.programs.find(({ name }) => name === text.program);
  if (unitClass && !offered) {
    faults.push({
      code: 'program.unknown',
      path: [...path, 'program'],
      message: `${unitClass.code} has no program "${text.program}"`,
    });
  }
  const set = Object.entries(text.set).flatMap(([name, value]): ProgramPhase['set'] => {
    if (!unitClass || !offered) return [];
    const { settable, target } = settableOf(unitClass, text.program, name);
    const formula = /^\s*=(.*)$/s.exec(value)?.[1]?.trim();
    if (settable && formula !== undefined) return [{ name, target, formula }];
    const quantity = settingOf(settable, value, [...path, 'set', name], faults);
    return quantity ? [{ name, target, value: quantity }] : [];
  });
  unique(text.monitor, 'tag', [...path, 'monitor'], faults);
  const monitor = text.monitor.map((rule, index) => buildMonitor(rule, unitClass, [...path, 'monitor', index], faults));
  const { after, or } = text.until ?? {};
  checkLength(after, [...path, 'until', 'after'], faults);
  const early = or === undefined ? {} : { or };
  const until: ProgramPhase['until'] =
    after === undefined ? { ends: 'program', ...early } : { ends: 'after', after, ...early };
  const mode = text.mode === undefined ? {} : { mode: text.mode };
  const safe = text.safeState && { safeState: buildSafeState(text.safeState, unitClass, path, faults) };
  return { kind: 'program', program: text.program, set, monitor, until, ...mode, ...safe };
}

/** What a name under `set` sets: a parameter of the program, or else a setpoint of the unit. */
export function settableOf(
  unitClass: UnitClass,
  program: string,
  name: string,
): { settable: Settable | undefined; target: 'parameter' | 'setpoint' } {
  const offered = unitClass.programs.find((candidate) => candidate.name === program);
  const parameter = offered?.parameters.find((candidate) => candidate.name === name);
  if (parameter) return { settable: parameter, target: 'parameter' };
  return { settable: unitClass.setpoints.find((candidate) => candidate.name === name), target: 'setpoint' };
}

function buildSafeState(
  text: Record<string, string>,
  unitClass: UnitClass | undefined,
  path: Path,
  faults: Fault[],
): NonNullable<ProgramPhase['safeState']> {
  return Object.entries(text).flatMap(([setpoint, value]) => {
    const settable = unitClass?.setpoints.find(({ name }) => name === setpoint);
    const quantity = unitClass && settingOf(settable, value, [...path, 'safeState', setpoint], faults);
    return quantity ? [{ setpoint, value: quantity }] : [];
  });
}

function buildMonitor(text: MonitorText, unitClass: UnitClass | undefined, path: Path, faults: Fault[]): Monitor {
  const { tag: name, unit, delay, demo } = text;
  checkUnit(unit, [...path, 'unit'], faults);
  const tag = unitClass ? tagOf(unitClass, name, unit, [...path, 'tag'], path, faults) : undefined;
  if (demo && seconds(demo.delay) < SHORTEST_DEMO) {
    faults.push({
      code: 'demo.too-short',
      path: [...path, 'demo', 'delay'],
      message: `shorter than ${SHORTEST_DEMO} s`,
    });
  }
  checkLength(text.staleAfter, [...path, 'staleAfter'], faults);
  const staleAfter = text.staleAfter ?? tag?.staleAfter ?? 'PT1M';
  const judged = buildLimits(text, unit, tag, path, faults);
  return { tag: name, unit, ...judged, action: judged.action!, delay, staleAfter, ...(demo ? { demo } : {}) };
}
