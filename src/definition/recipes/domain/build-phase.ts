import { isUnit, sameDimension } from '../../../kernel/quantity.js';
import {
  checkLength,
  checkUnit,
  seconds,
  settingOf,
  unique,
  type Fault,
  type Path,
  type Tag,
  type UnitClass,
} from '../../unit-classes/domain/index.js';
import { buildLimits, checkPlaces } from './build-limits.js';
import type {
  CalculationPhase,
  Field,
  Monitor,
  NumberField,
  Phase,
  ProgramPhase,
  SignaturePolicy,
  SignatureMeaning,
  SigningRole,
} from './phase.js';
import type {
  CalculationText,
  FieldText,
  MonitorText,
  NumberFieldText,
  PhaseText,
  ProgramText,
} from './recipe-text.js';

/** The shortest length that a demo profile may put in place of a real one, in seconds. */
export const SHORTEST_DEMO = 60;

const USUAL_ROLE: Record<SignatureMeaning, SigningRole> = {
  performed: 'operator',
  verified: 'operator',
  reviewed: 'qa-reviewer',
  approved: 'supervisor',
};

/** One phase with its defaults resolved and its names looked up in the unit class (undefined where that is unknown). */
export function buildPhase(text: PhaseText, unitClass: UnitClass | undefined, path: Path, faults: Fault[]): Phase {
  const { id, title, instruction } = text;
  const base = { id, title, instruction, sign: policies(text, path, faults) };
  switch (text.kind) {
    case 'scan':
      unique(text.scans, 'id', [...path, 'scans'], faults);
      return { ...base, kind: 'scan', scans: text.scans };
    case 'instruction':
      return { ...base, kind: 'instruction' };
    case 'review':
      return { ...base, kind: 'review' };
    case 'wait':
      checkLength(text.for, [...path, 'for'], faults);
      return { ...base, kind: 'wait', for: text.for };
    case 'decision':
      unique(text.options, 'id', [...path, 'options'], faults);
      if (!text.options.some(({ then }) => then === 'continue')) {
        faults.push({
          code: 'decision.dead-end',
          path: [...path, 'options'],
          message: 'no option lets the batch go on',
        });
      }
      return { ...base, kind: 'decision', options: text.options };
    case 'entry': {
      const fields = Object.entries(text.fields).map(([name, field]) =>
        buildField(name, field, unitClass, [...path, 'fields', name], faults),
      );
      const critical = fields.find((field) => field.type === 'number' && isCritical(field));
      if (critical) requireVerifier(base.sign, critical.title, path, faults);
      return { ...base, kind: 'entry', fields };
    }
    case 'calculation':
      if (isCritical(text)) requireVerifier(base.sign, title, path, faults);
      return { ...base, ...calculation(text, path, faults) };
    case 'program':
      return { ...base, ...program(text, unitClass, path, faults) };
  }
}

function policies({ sign }: PhaseText, path: Path, faults: Fault[]): SignaturePolicy[] {
  const list = sign.map((text): SignaturePolicy => {
    const [meaning, role] = text.split(' by ') as [SignatureMeaning, SigningRole | undefined];
    return { meaning, role: role ?? USUAL_ROLE[meaning] };
  });
  list.forEach(({ meaning }, index) => {
    if (meaning === 'verified' && !list.slice(0, index).some((earlier) => earlier.meaning === 'performed')) {
      faults.push({ code: 'sign.order', path: [...path, 'sign', index], message: 'verified comes after performed' });
    }
  });
  return list;
}

const isCritical = ({ criticality }: { criticality: string }): boolean =>
  criticality === 'CPP' || criticality === 'CQA';

// 211.101(d), 211.103: what bears on quality is done by one and verified by a second
function requireVerifier(sign: SignaturePolicy[], title: string, path: Path, faults: Fault[]): void {
  if (sign.some(({ meaning }) => meaning === 'verified')) return;
  faults.push({
    code: 'sign.verifier-missing',
    path: [...path, 'sign'],
    message: `"${title}" is critical: add verified`,
  });
}

function buildField(id: string, text: FieldText, unitClass: UnitClass | undefined, path: Path, faults: Fault[]): Field {
  switch (text.type) {
    case 'number':
      return numberField(id, text, unitClass, path, faults);
    case 'text':
      return { type: 'text', id, title: text.title };
    case 'boolean':
      return { type: 'boolean', id, title: text.title };
    case 'choice': {
      const choices = Object.entries(text.choices).map(([choice, title]) => ({ id: choice, title }));
      return { type: 'choice', id, title: text.title, choices };
    }
  }
}

function numberField(
  id: string,
  text: NumberFieldText,
  unitClass: UnitClass | undefined,
  path: Path,
  faults: Fault[],
): NumberField {
  const { type, title, unit, decimals, capture } = text;
  checkUnit(unit, [...path, 'unit'], faults);
  const tag =
    capture && unitClass ? tagOf(unitClass, capture.tag, unit, [...path, 'capture', 'tag'], path, faults) : undefined;
  checkLength(capture?.window, [...path, 'capture', 'window'], faults);
  checkPlaces(text, decimals, path, faults);
  const judged = buildLimits(text, unit, tag, path, faults);
  return { type, id, title, unit, decimals, ...judged, ...(capture ? { capture } : {}) };
}

/** A number's tag by its name, in a unit that converts. */
function tagOf(
  unitClass: UnitClass,
  name: string,
  unit: string,
  namePath: Path,
  path: Path,
  faults: Fault[],
): Tag | undefined {
  const tag = unitClass.tags.find((candidate) => candidate.tag === name);
  if (!tag) {
    faults.push({ code: 'tag.unknown', path: namePath, message: `${unitClass.code} has no tag "${name}"` });
  } else if (tag.unit === undefined) {
    faults.push({ code: 'tag.not-a-number', path: namePath, message: `"${name}" is ${tag.type}` });
  } else if (isUnit(unit) && !sameDimension(unit, tag.unit)) {
    faults.push({
      code: 'unit.not-compatible',
      path: [...path, 'unit'],
      message: `${unit} does not convert to the tag's ${tag.unit}`,
    });
  }
  return tag;
}

function calculation(
  text: CalculationText,
  path: Path,
  faults: Fault[],
): Omit<CalculationPhase, 'id' | 'title' | 'instruction' | 'sign'> {
  const { formula, unit, rounding } = text;
  checkUnit(unit, [...path, 'unit'], faults);
  if ('decimals' in rounding) checkPlaces(text, rounding.decimals, path, faults);
  return { kind: 'calculation', formula, unit, rounding, ...buildLimits(text, unit, undefined, path, faults) };
}

function program(
  text: ProgramText,
  unitClass: UnitClass | undefined,
  path: Path,
  faults: Fault[],
): Omit<ProgramPhase, 'id' | 'title' | 'instruction' | 'sign'> {
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
    const parameter = offered.parameters.find((candidate) => candidate.name === name);
    const setpoint = unitClass.setpoints.find((candidate) => candidate.name === name);
    const quantity = settingOf(parameter ?? setpoint, value, [...path, 'set', name], faults);
    return quantity ? [{ name, target: parameter ? 'parameter' : 'setpoint', value: quantity }] : [];
  });
  unique(text.monitor, 'tag', [...path, 'monitor'], faults);
  const monitor = text.monitor.map((rule, index) => buildMonitor(rule, unitClass, [...path, 'monitor', index], faults));
  checkLength(text.until?.after, [...path, 'until', 'after'], faults);
  const until: ProgramPhase['until'] = text.until ? { ends: 'after', after: text.until.after } : { ends: 'program' };
  return { kind: 'program', program: text.program, set, monitor, until };
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
