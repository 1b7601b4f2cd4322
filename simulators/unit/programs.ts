import type { Setpoints } from '../culture/index.js';
import { Refused } from './refused.js';
import { ANALOGS, isSetpoint, SETPOINT_RANGES } from './tags.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

interface Step {
  name: string;
  /** of the program's duration */
  share: number;
  /** the step does not end before temperature and CO2 are at their setpoints */
  untilSettled?: true;
}

export interface Template {
  id: string;
  version: string;
  description: string;
  setpoints: Partial<Setpoints>;
  /** ms of program time */
  duration: number;
  steps: readonly Step[];
  /** cells come into the unit with it, unless this job's cells are in already */
  inoculates: boolean;
}

// Setpoints: 37.0 °C, 5 % CO2, 10 rpm as in ../culture/state.ts; durations are demo defaults.
export const TEMPLATES: readonly Template[] = [
  {
    id: 'Warm-up',
    version: '1.0',
    description: 'Brings the chamber to its setpoints before cells come in',
    setpoints: { temperature: 37, co2: 5, agitation: 0 },
    duration: 30 * MINUTE,
    steps: [
      { name: 'Heat', share: 0.5, untilSettled: true },
      { name: 'Equilibrate', share: 0.5 },
    ],
    inoculates: false,
  },
  {
    id: 'Expansion',
    version: '1.0',
    description: 'Expands T cells with perfusion by density',
    setpoints: { temperature: 37, co2: 5, ph: 7.2, do: 50, agitation: 10 },
    duration: 7 * DAY,
    steps: [
      { name: 'Settle', share: 0.05 },
      { name: 'Expand', share: 0.95 },
    ],
    inoculates: true,
  },
  {
    id: 'Harvest-hold',
    version: '1.0',
    description: 'Keeps the culture still and in its climate until harvest',
    setpoints: { temperature: 37, co2: 5, agitation: 4 },
    duration: 4 * HOUR,
    steps: [{ name: 'Rest', share: 1 }],
    inoculates: false,
  },
];

export function template(id: string): Template {
  const found = TEMPLATES.find((t) => t.id === id);
  if (!found) throw new Refused('BadNotFound', `no program template '${id}'`);
  return found;
}

export interface Property {
  key: string;
  value: string;
}

/** Setpoints and duration (ms of program time) out of the properties of a StartProgram. */
export function parameters(
  of: Template,
  properties: readonly Property[],
): { setpoints: Partial<Setpoints>; duration: number } {
  const setpoints = { ...of.setpoints };
  let duration = of.duration;
  const seen = new Set<string>();
  for (const { key, value } of properties) {
    if (seen.has(key)) throw new Refused('BadInvalidArgument', `property '${key}' is given twice`);
    seen.add(key);
    if (key === 'duration') duration = milliseconds(value);
    else if (isSetpoint(key)) setpoints[key] = setpoint(key, value);
    else throw new Refused('BadInvalidArgument', `unknown property '${key}'`);
  }
  return { setpoints, duration };
}

function setpoint(tag: keyof Setpoints, text: string): number {
  const { unit } = ANALOGS[tag];
  const [, digits, given] = /^(-?\d+(?:\.\d+)?)(?: (\S+))?$/.exec(text) ?? [];
  if (digits === undefined) throw new Refused('BadInvalidArgument', `${tag}: '${text}' is not a number`);
  if (given !== undefined && given !== unit)
    throw new Refused('BadInvalidArgument', `${tag}: '${given}' is not '${unit}'`);
  const value = Number(digits);
  const [low, high] = SETPOINT_RANGES[tag];
  if (value < low || value > high)
    throw new Refused('BadOutOfRange', `${tag}: ${value} is not in ${low}..${high} ${unit}`);
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

/** The step at this point of the program: its number from 1, its name, and since when (ms of program time). */
export function stepAt(
  of: Template,
  elapsed: number,
  duration: number,
): { number: number; name: string; since: number } {
  let since = 0;
  for (const [i, step] of of.steps.entries()) {
    const end = since + step.share * duration;
    if (elapsed < end || i === of.steps.length - 1) return { number: i + 1, name: step.name, since };
    since = end;
  }
  throw new Error(`program template ${of.id} has no steps`);
}

/** How far the program may be while the climate is not settled. */
export function unsettledLimit(of: Template, elapsed: number, duration: number): number {
  const at = stepAt(of, elapsed, duration);
  const step = of.steps[at.number - 1];
  return step?.untilSettled ? at.since + step.share * duration - 1 : Infinity;
}
