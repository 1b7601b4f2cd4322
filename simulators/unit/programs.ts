import type { Setpoints } from '../culture/index.js';
import type { MachineKind } from './kinds.js';
import { templatesOf } from './machines.js';
import { Refused } from './refused.js';
import { ANALOGS, isSetpoint, SETPOINT_RANGES } from './tags.js';
import { type Step, type Template, TEMPLATES } from './templates.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

export function template(id: string, machine?: MachineKind): Template {
  const found = (machine === undefined ? TEMPLATES : templatesOf(machine)).find((t) => t.id === id);
  if (!found) throw new Refused('BadNotFound', `no program template '${id}'`);
  return found;
}

export interface Property {
  key: string;
  value: string;
}

/** Setpoints or settings, duration (ms of program time) and cycles out of the properties of a StartProgram. */
export function parameters(
  of: Template,
  properties: readonly Property[],
): { setpoints: Partial<Setpoints>; settings: Record<string, number>; duration: number; cycles: number } {
  const setpoints = { ...of.setpoints };
  const known = new Map(Object.entries(of.settings ?? {}));
  const settings = Object.fromEntries([...known].map(([name, { usual }]) => [name, usual]));
  let duration = of.duration;
  let cycles = of.cycles?.usual ?? 1;
  const seen = new Set<string>();
  for (const { key, value } of properties) {
    if (seen.has(key)) throw new Refused('BadInvalidArgument', `property '${key}' is given twice`);
    seen.add(key);
    if (key === 'duration') duration = milliseconds(value);
    else if (key === 'cycles' && of.cycles) cycles = wholeNumber(key, value, of.cycles.range);
    else if (known.has(key)) settings[key] = quantity(key, value, known.get(key)!.unit, known.get(key)!.range);
    else if (of.settings === undefined && isSetpoint(key)) setpoints[key] = setpoint(key, value);
    else throw new Refused('BadInvalidArgument', `unknown property '${key}'`);
  }
  return { setpoints, settings, duration, cycles };
}

/** Setpoints, or a machine's settings, at which a held program rests; a machine may come to a stop. */
export function restingAt(of: Template, properties: readonly Property[]): Record<string, number> {
  const known = new Map(Object.entries(of.settings ?? {}));
  return Object.fromEntries(
    properties.map(({ key, value }) => {
      const setting = known.get(key);
      if (setting !== undefined) return [key, quantity(key, value, setting.unit, [0, setting.range[1]])];
      if (of.settings === undefined && isSetpoint(key)) return [key, setpoint(key, value)];
      throw new Refused('BadInvalidArgument', `unknown setpoint '${key}'`);
    }),
  );
}

function setpoint(tag: keyof Setpoints, text: string): number {
  return quantity(tag, text, ANALOGS[tag].unit, SETPOINT_RANGES[tag]);
}

function wholeNumber(key: string, text: string, range: readonly [number, number]): number {
  const value = quantity(key, text, '1', range);
  if (!Number.isInteger(value)) throw new Refused('BadInvalidArgument', `${key}: '${text}' is not a whole number`);
  return value;
}

function quantity(key: string, text: string, unit: string, [low, high]: readonly [number, number]): number {
  const [, digits, given] = /^(-?\d+(?:\.\d+)?)(?: (\S+))?$/.exec(text) ?? [];
  if (digits === undefined) throw new Refused('BadInvalidArgument', `${key}: '${text}' is not a number`);
  if (given !== undefined && given !== unit)
    throw new Refused('BadInvalidArgument', `${key}: '${given}' is not '${unit}'`);
  const value = Number(digits);
  if (value < low || value > high)
    throw new Refused('BadOutOfRange', `${key}: ${value} is not in ${low}..${high} ${unit}`);
  return value;
}

function milliseconds(text: string): number {
  const parts = /^P(?=.)(?:(\d+)D)?(?:T(?=.)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/.exec(text);
  if (!parts)
    throw new Refused('BadInvalidArgument', `duration: '${text}' is not an ISO 8601 duration in days to seconds`);
  const [d, h, m, s] = parts.slice(1).map((part) => Number(part ?? 0)) as [number, number, number, number];
  const total = d * DAY + h * HOUR + m * MINUTE + s * 1000;
  if (total === 0) throw new Refused('BadOutOfRange', 'duration: must be longer than nothing');
  return total;
}

/** How far a run is: its template, ms of program time, and how often its steps come. */
export interface Progress {
  template: string;
  elapsed: number;
  duration: number;
  cycles: number;
  machine?: MachineKind;
}

interface At {
  /** from 1, over all cycles */
  number: number;
  name: string;
  /** ms of program time */
  since: number;
  until: number;
  waits: boolean;
  drives: NonNullable<Step['drives']>;
}

/** The step that a run is in. */
export function stepAt({ template: id, elapsed, duration, cycles, machine }: Progress): At {
  const { steps } = template(id, machine);
  let since = 0;
  for (let cycle = 1; cycle <= cycles; cycle++) {
    for (const [i, { name, share, untilSettled, drives = {} }] of steps.entries()) {
      const until = since + (share * duration) / cycles;
      const isLast = cycle === cycles && i === steps.length - 1;
      if (elapsed < until || isLast) {
        const shown = cycles === 1 ? name : `${name} ${cycle}`;
        const number = (cycle - 1) * steps.length + i + 1;
        return { number, name: shown, since, until, waits: untilSettled === true, drives };
      }
      since = until;
    }
  }
  throw new Error(`program template ${id} has no steps`);
}

export function stepsOf({ template: id, cycles }: Progress): number {
  return template(id).steps.length * cycles;
}

/** How far the program may be while the climate is not settled. */
export function unsettledLimit(run: Progress): number {
  const { waits, until } = stepAt(run);
  return waits ? until - 1 : Infinity;
}
