import type { Setpoints } from '../culture/index.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

export interface Step {
  name: string;
  /** of the program's duration, or of a cycle where it has cycles */
  share: number;
  /** the step does not end before temperature and CO2 are at their setpoints */
  untilSettled?: true;
  /** of a machine: where it takes each tag while it runs, as a number or as the setting of that name says */
  drives?: Readonly<Record<string, number | string>>;
}

export interface Template {
  id: string;
  version: string;
  description: string;
  setpoints: Partial<Setpoints>;
  /** ms of program time */
  duration: number;
  steps: readonly Step[];
  /** its steps come so many times over; a start may ask for another number */
  cycles?: { usual: number; range: readonly [number, number] };
  /** goes through the culture as the program runs: working volumes a cycle, and its glucose in g/L */
  fluid?: { volumes: number; glucose: number };
  /** of a machine, in place of setpoints: what a start may ask for */
  settings?: Readonly<Record<string, { unit: string; range: readonly [number, number]; usual: number }>>;
  /** cells come into the unit with it, unless this job's cells are in already */
  inoculates?: true;
}

const MEDIUM = 4.5; // g/L glucose, as ../culture/constants.ts
const SALINE = 0;
const CYCLES = { usual: 3, range: [1, 10] } as const;
const WARM = { temperature: 37, co2: 5 } as const;
const AS_CULTURE = { ...WARM, ph: 7.2, do: 50 } as const;

// Setpoints: 37.0 °C, 5 % CO2, 10 rpm as in ../culture/state.ts; all else is demo defaults.
export const TEMPLATES: readonly Template[] = [
  {
    id: 'Warm-up',
    version: '1.0',
    description: 'Brings the chamber to its setpoints before cells come in',
    setpoints: { ...WARM, agitation: 0 },
    duration: 30 * MINUTE,
    steps: [
      { name: 'Heat', share: 0.5, untilSettled: true },
      { name: 'Equilibrate', share: 0.5 },
    ],
  },
  {
    id: 'Wash',
    version: '1.0',
    description: 'Washes the starting material and reduces its volume, at room temperature',
    setpoints: { temperature: 20, agitation: 4 },
    duration: 45 * MINUTE,
    steps: [
      { name: 'Load', share: 0.3 },
      { name: 'Spin', share: 0.4 },
      { name: 'Rinse', share: 0.3 },
    ],
    cycles: CYCLES,
  },
  {
    id: 'Select',
    version: '1.0',
    description: 'Labels cells with beads, holds them in the magnet and lets them go',
    setpoints: { temperature: 20, agitation: 4 },
    duration: 90 * MINUTE,
    steps: [
      { name: 'Label', share: 1 / 3 },
      { name: 'Separate', share: 1 / 2 },
      { name: 'Elute', share: 1 / 6 },
    ],
  },
  {
    id: 'Activate',
    version: '1.0',
    description: 'Cultures cells with the activation reagent',
    setpoints: { ...AS_CULTURE, agitation: 4 },
    duration: DAY,
    steps: [
      { name: 'Add reagent', share: 0.02 },
      { name: 'Culture', share: 0.98 },
    ],
    inoculates: true,
  },
  {
    id: 'Transduce',
    version: '1.0',
    description: 'Cultures cells with the vector, without shaking',
    setpoints: { ...AS_CULTURE, agitation: 0 },
    duration: DAY,
    steps: [
      { name: 'Add vector', share: 0.02 },
      { name: 'Rest', share: 0.98 },
    ],
    inoculates: true,
  },
  {
    id: 'Wash-out',
    version: '1.0',
    description: 'Exchanges the medium to wash the vector out, a working volume a cycle',
    setpoints: { ...AS_CULTURE, agitation: 4 },
    duration: 2 * HOUR,
    steps: [
      { name: 'Settle', share: 0.3 },
      { name: 'Exchange', share: 0.7 },
    ],
    cycles: CYCLES,
    fluid: { volumes: 1, glucose: MEDIUM },
  },
  {
    id: 'Expansion',
    version: '1.0',
    description: 'Expands T cells with perfusion by density',
    setpoints: { ...AS_CULTURE, agitation: 10 },
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
    setpoints: { ...WARM, agitation: 4 },
    duration: 4 * HOUR,
    steps: [{ name: 'Rest', share: 1 }],
  },
  {
    id: 'Harvest-wash',
    version: '1.0',
    description: 'Harvests the culture and washes it with saline, at room temperature, a working volume a cycle',
    setpoints: { temperature: 20, agitation: 4 },
    duration: HOUR,
    steps: [
      { name: 'Spin', share: 0.5 },
      { name: 'Rinse', share: 0.5 },
    ],
    cycles: CYCLES,
    fluid: { volumes: 1, glucose: SALINE },
  },
  {
    id: 'Formulate',
    version: '1.0',
    description: 'Cools the harvest and mixes it with the cryoprotectant',
    setpoints: { temperature: 5, agitation: 4 },
    duration: 30 * MINUTE,
    steps: [
      { name: 'Cool', share: 0.3, untilSettled: true },
      { name: 'Mix', share: 0.7 },
    ],
  },
];
