import type { Disturbances } from '../culture/index.js';
import { drawNormal } from '../culture/random.js';
import type { MachineKind } from './kinds.js';
import { MACHINE_TEMPLATES } from './machine-templates.js';
import type { Step } from './templates.js';

interface MachineTag {
  /** where it goes by itself; null: it stays */
  rest: number | null;
  /** s, of its first-order way to where it goes: of wall time, or of program time where it is a part of what the program does */
  tau: number;
  ofProgram?: true;
  /** standard deviation of the sensor */
  noise: number;
  decimals: number;
  /** °C outside, for what warms up through an open door, and s of that way */
  outside?: { value: number; tau: number };
}

interface Machine {
  tags: Readonly<Record<string, MachineTag>>;
  hasDoor: boolean;
}

// All values: demo defaults, of no make of machine.
const KINDS: Readonly<Record<MachineKind, Machine>> = {
  washer: {
    tags: {
      spin: { rest: 0, tau: 20, ofProgram: true, noise: 3, decimals: 0 },
      flow: { rest: 0, tau: 5, ofProgram: true, noise: 0.2, decimals: 1 },
      pressure: { rest: 0, tau: 5, ofProgram: true, noise: 0.3, decimals: 1 },
      volume: { rest: null, tau: 30, ofProgram: true, noise: 0.2, decimals: 1 },
    },
    hasDoor: false,
  },
  freezer: {
    tags: {
      temperature: { rest: -160, tau: 60, noise: 0.2, decimals: 1, outside: { value: 20, tau: 900 } },
    },
    hasDoor: true,
  },
  'cell-counter': {
    tags: {
      vcd: { rest: 1_200_000, tau: 1, noise: 24_000, decimals: 0 },
      viability: { rest: 93, tau: 1, noise: 0.5, decimals: 1 },
    },
    hasDoor: false,
  },
};

/** What is true in a machine now, and what its sensors' noise is drawn from. */
export interface MachineState {
  kind: MachineKind;
  seed: number;
  values: Readonly<Record<string, number>>;
}

export const newMachine = (kind: MachineKind, seed: number): MachineState => ({
  kind,
  seed: seed >>> 0,
  values: Object.fromEntries(Object.entries(KINDS[kind].tags).map(([tag, { rest }]) => [tag, rest ?? 0])),
});

export const hasDoor = (kind: MachineKind): boolean => KINDS[kind].hasDoor;

export const templatesOf = (kind: MachineKind) => MACHINE_TEMPLATES.filter(({ machine }) => machine === kind);

/** The machine so many seconds of wall time later, `speed` of program time in each; `drives`: what the step of a program that runs drives to where. */
export function moved(
  machine: MachineState,
  [seconds, speed]: readonly [number, number],
  drives: NonNullable<Step['drives']>,
  settings: Readonly<Record<string, number>>,
  { temperatureOffset, doorOpen }: Disturbances,
): MachineState {
  const values = Object.entries(KINDS[machine.kind].tags).map(([tag, { rest, tau, ofProgram, outside }]) => {
    const now = machine.values[tag]!;
    const driven = drives[tag];
    const own = (typeof driven === 'string' ? settings[driven] : driven) ?? rest ?? now;
    const isOpen = outside !== undefined && doorOpen;
    const to = isOpen ? outside.value : own + (outside === undefined ? 0 : temperatureOffset);
    const passed = ofProgram ? seconds * speed : seconds;
    return [tag, to + (now - to) * Math.exp(-passed / (isOpen ? outside.tau : tau))];
  });
  return { ...machine, values: Object.fromEntries(values) as Record<string, number> };
}

/** What its sensors say. */
export function measuredIn(machine: MachineState): { readings: [tag: string, value: number][]; machine: MachineState } {
  let { seed } = machine;
  const readings = Object.entries(KINDS[machine.kind].tags).map(([tag, { noise, decimals }]): [string, number] => {
    const drawn = drawNormal(seed);
    seed = drawn.seed;
    return [tag, Number((machine.values[tag]! + noise * drawn.value).toFixed(decimals)) + 0];
  });
  return { readings, machine: { ...machine, seed } };
}
