import { type Disturbances, UNDISTURBED } from '../culture/index.js';
import { TAGS, type Tag } from './tags.js';
import { WRONGS } from './wrong.js';

/** What a culture unit can suffer; an edge node's device can lose the node too. */
export const FAULTS = [
  'temperature-excursion',
  'co2-drift',
  'link-cut',
  'sensor-bad',
  'door-open',
  'starved',
  'coarse-setpoints',
  'bad-values',
  'conflict',
  'clock-off',
  'clock-frozen',
] as const;
/** What a unit that holds no culture can suffer. */
export const OF_MACHINES = ['temperature-excursion', 'link-cut', 'door-open', 'starved'] as const;
/** What a unit's protocol adds: an edge node's device is away, an OPC UA unit raises conditions and numbers its notifications. */
export type FaultName =
  (typeof FAULTS)[number] | 'device-away' | 'gas-supply-low' | 'reserve-gas-low' | 'strict-acks' | 'last-numbers';

export interface Fault {
  name: FaultName;
  /** ms since 1970 */
  since: number;
  until: number;
  magnitude?: number;
  tag?: Tag;
  mode?: 'blackhole' | 'reset';
  /** samples from one wrong value to the next */
  every?: number;
  /** the one kind of bad value; else all in turn */
  kind?: (typeof WRONGS)[number];
}

/** A request for a fault that cannot be: the message says why. */
export class BadFault extends Error {}

const SECONDS: Readonly<Record<FaultName, number>> = {
  'temperature-excursion': 300,
  'co2-drift': 600,
  'link-cut': 30,
  'sensor-bad': 60,
  'door-open': 60,
  starved: 60,
  'coarse-setpoints': 60,
  'bad-values': 60,
  conflict: 60,
  'device-away': 30,
  'gas-supply-low': 60,
  'reserve-gas-low': 60,
  'strict-acks': 60,
  'last-numbers': 1,
  'clock-off': 60,
  'clock-frozen': 60,
};
const MAGNITUDE: Readonly<Partial<Record<FaultName, { usual: number; range: readonly [number, number] }>>> = {
  'temperature-excursion': { usual: 2, range: [-10, 10] }, // °C above the setpoint
  'co2-drift': { usual: 0.5, range: [-10, 10] }, // % a minute
  'clock-off': { usual: 3600, range: [-86_400, 86_400] }, // s ahead of the time
};

/** A fault from its name and JSON options; throws `BadFault`. */
export function fault(name: FaultName, options: unknown, now: number): Fault {
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    throw new BadFault('options must be a JSON object');
  }
  const given = new Map<string, unknown>(Object.entries(options));
  const take = (key: string): unknown => {
    const value = given.get(key);
    given.delete(key);
    return value;
  };
  const seconds = number('durationSeconds', take('durationSeconds') ?? SECONDS[name], [0.1, 86_400]);
  const made: Fault = { name, since: now, until: now + seconds * 1000 };
  const scale = MAGNITUDE[name];
  if (scale) made.magnitude = number('magnitude', take('magnitude') ?? scale.usual, scale.range);
  if (name === 'sensor-bad')
    made.tag = oneOf(
      'tag',
      take('tag'),
      TAGS.filter((tag) => tag !== 'heartbeat'),
    );
  if (name === 'link-cut') made.mode = oneOf('mode', take('mode') ?? 'blackhole', ['blackhole', 'reset'] as const);
  if (name === 'bad-values' || name === 'conflict') {
    made.every = Math.round(number('every', take('every') ?? 5, [1, 86_400]));
  }
  if (name === 'bad-values' && given.has('kind')) made.kind = oneOf('kind', take('kind'), WRONGS);
  if (given.size > 0) throw new BadFault(`${name} takes no option ${[...given.keys()].join(', ')}`);
  return made;
}

function number(name: string, value: unknown, [low, high]: readonly [number, number]): number {
  if (typeof value !== 'number' || !(value >= low && value <= high)) {
    throw new BadFault(`${name} must be a number in ${low}..${high}`);
  }
  return value;
}

function oneOf<T extends string>(name: string, value: unknown, allowed: readonly T[]): T {
  const found = allowed.find((one) => one === value);
  if (found === undefined) throw new BadFault(`${name} must be one of ${allowed.join(', ')}`);
  return found;
}

/** What the faults do to the chamber at `now`. */
export function disturbances(faults: readonly Fault[], now: number): Disturbances {
  const of = (name: FaultName): Fault | undefined => faults.find((one) => one.name === name);
  const drift = of('co2-drift');
  return {
    ...UNDISTURBED,
    temperatureOffset: of('temperature-excursion')?.magnitude ?? 0,
    co2Offset: drift ? ((drift.magnitude ?? 0) * (now - drift.since)) / 60_000 : 0,
    doorOpen: of('door-open') !== undefined,
  };
}

/** What the unit's clock shows at `now`, ms since 1970; what is measured is stamped by it. */
export function shownClock(faults: readonly Fault[], now: number): number {
  const of = (name: FaultName): Fault | undefined => faults.find((one) => one.name === name);
  return (of('clock-frozen')?.since ?? now) + (of('clock-off')?.magnitude ?? 0) * 1000;
}
