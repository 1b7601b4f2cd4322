import schema from '../../../../../recipes/overlay.schema.json' with { type: 'json' };
import { parseQuantity, type Quantity } from '../../../../kernel/quantity.js';
import {
  checkLength,
  decimalOf,
  type Duration,
  type Fault,
  type Finding,
  type Path,
  type Range,
  rangeOf,
  readSource,
  schemaCheck,
} from '../../../unit-classes/domain/index.js';
import { policies } from '../build-signatures.js';
import type { SignaturePolicy, Text } from '../phase.js';
import type { Numbers, PhaseText } from '../recipe-text.js';

export interface LimitsChange {
  alert?: Range;
  action?: Range;
}

export interface FieldChange extends LimitsChange {
  /** decimal, percent */
  cv?: string;
}

export interface MonitorChange extends LimitsChange {
  delay?: Duration;
}

export interface ParameterChange extends LimitsChange {
  target?: string;
  range?: Range;
}

export interface PhaseChange extends FieldChange {
  fields?: Record<string, FieldChange>;
  monitor?: Record<string, MonitorChange>;
  set?: Record<string, Quantity>;
  /** all of the phase's signatures, the parent's among them */
  sign?: SignaturePolicy[];
  replicates?: number;
  for?: Duration;
}

export interface WindowChange {
  min?: Duration;
  max?: Duration;
  alert?: Duration;
}

/** What a product or a site makes narrower in a version of a recipe or of another overlay. */
export interface Overlay {
  overlay: string;
  title: Text;
  level: 'product' | 'site';
  of: { code: string; version: number };
  parameters: Record<string, ParameterChange>;
  phases: Record<string, PhaseChange>;
  windows: Record<string, WindowChange>;
}

interface LimitsText {
  alert?: Numbers;
  action?: Numbers;
}

interface OverlayText {
  overlay: string;
  title: Text;
  level: 'product' | 'site';
  of: string;
  parameters?: Record<string, LimitsText & { target?: number; range?: Numbers }>;
  phases?: Record<
    string,
    LimitsText & {
      fields?: Record<string, LimitsText & { cv?: number }>;
      monitor?: Record<string, LimitsText & { delay?: Duration }>;
      set?: Record<string, string>;
      sign?: PhaseText['sign'];
      replicates?: number;
      cv?: number;
      for?: Duration;
    }
  >;
  windows?: Record<string, WindowChange>;
}

const schemaFaults = schemaCheck(schema);

/**
 * The overlay that a YAML text states, or everything that is wrong with it. `lines` gives faults of `applyOverlay` the
 * lines of this text. Whether it narrows its parent is not known here. Pure, and never throws, whatever the text.
 */
export function parseOverlay(
  text: string,
): { overlay: Overlay; lines: (faults: Fault[]) => Finding[] } | { findings: Finding[] } {
  const read = readSource(text);
  if ('findings' in read) return read;
  const { value, findings } = read.source;
  const faults = schemaFaults(value);
  if (faults.length > 0) return { findings: findings(faults) };
  const overlay = build(value as OverlayText, faults);
  return faults.length > 0 ? { findings: findings(faults) } : { overlay, lines: findings };
}

function build({ overlay, title, level, of, ...text }: OverlayText, faults: Fault[]): Overlay {
  const cut = of.lastIndexOf('@');
  return {
    overlay,
    title,
    level,
    of: { code: of.slice(0, cut), version: Number(of.slice(cut + 1)) },
    parameters: each(text.parameters, ['parameters'], ({ target, range, ...change }, path) => ({
      ...limits(change, path, faults),
      ...(target === undefined ? {} : { target: decimalOf(target) }),
      ...(range === undefined ? {} : { range: rangeOf(range, [...path, 'range'], faults) }),
    })),
    phases: each(text.phases, ['phases'], (change, path) => buildPhase(change, path, faults)),
    windows: each(text.windows, ['windows'], (change, path) => {
      checkLength(change.max, [...path, 'max'], faults);
      return change;
    }),
  };
}

function buildPhase(text: NonNullable<OverlayText['phases']>[string], path: Path, faults: Fault[]): PhaseChange {
  const { fields, monitor, set, sign, replicates } = text;
  return {
    ...limits(text, path, faults),
    ...(text.cv === undefined ? {} : { cv: decimalOf(text.cv) }),
    ...(fields && {
      fields: each(fields, [...path, 'fields'], ({ cv, ...change }, at) => ({
        ...limits(change, at, faults),
        ...(cv === undefined ? {} : { cv: decimalOf(cv) }),
      })),
    }),
    ...(monitor && {
      monitor: each(monitor, [...path, 'monitor'], ({ delay, ...change }, at) => ({
        ...limits(change, at, faults),
        ...(delay === undefined ? {} : { delay }),
      })),
    }),
    ...(set && { set: each(set, [...path, 'set'], (quantity, at) => setting(quantity, at, faults)) }),
    ...(sign && { sign: policies({ sign }, path, faults) }),
    ...(replicates === undefined ? {} : { replicates }),
    ...(text.for === undefined ? {} : { for: text.for }),
  };
}

const each = <In, Out>(of: Record<string, In> | undefined, path: Path, make: (one: In, path: Path) => Out) =>
  Object.fromEntries(Object.entries(of ?? {}).map(([id, one]) => [id, make(one, [...path, id])]));

const limits = ({ alert, action }: LimitsText, path: Path, faults: Fault[]): LimitsChange => ({
  ...(alert === undefined ? {} : { alert: rangeOf(alert, [...path, 'alert'], faults) }),
  ...(action === undefined ? {} : { action: rangeOf(action, [...path, 'action'], faults) }),
});

function setting(text: string, path: Path, faults: Fault[]): Quantity {
  const quantity = parseQuantity(text);
  if (!quantity) faults.push({ code: 'quantity.not-valid', path, message: `"${text}" is no number with a UCUM unit` });
  return quantity ?? { value: '0', unit: '1' };
}
