import type { Analogs, Setpoints } from '../culture/index.js';

export type AnalogTag = keyof Analogs;
export type Tag = AnalogTag | 'door' | 'heartbeat';

interface Analog {
  /** browse name of the function */
  name: string;
  /** UCUM */
  unit: string;
  /** UN/ECE common code, from which OPC UA makes its unit id */
  unece: string;
  label: string;
  range: readonly [number, number];
}

export const ANALOGS: Readonly<Record<AnalogTag, Analog>> = {
  temperature: { name: 'Temperature', unit: 'Cel', unece: 'CEL', label: '°C', range: [0, 60] },
  co2: { name: 'CO2', unit: '%', unece: 'P1', label: '%', range: [0, 20] },
  ph: { name: 'PH', unit: '[pH]', unece: 'Q30', label: 'pH', range: [5, 9] },
  do: { name: 'DO', unit: '%', unece: 'P1', label: '%', range: [0, 200] },
  agitation: { name: 'Agitation', unit: '/min', unece: 'RPM', label: 'r/min', range: [0, 30] },
  glucose: { name: 'Glucose', unit: 'g/L', unece: 'GL', label: 'g/L', range: [0, 10] },
  lactate: { name: 'Lactate', unit: 'mmol/L', unece: 'M33', label: 'mmol/L', range: [0, 60] },
};

/** Setpoints a program may ask for, by tag: what the unit can reach. */
export const SETPOINT_RANGES: Readonly<Record<keyof Setpoints, readonly [number, number]>> = {
  temperature: [2, 42],
  co2: [0, 15],
  ph: [6.5, 7.8],
  do: [0, 150],
  agitation: [0, 30],
};

export const ANALOG_TAGS = Object.keys(ANALOGS) as AnalogTag[];
export const SETPOINT_TAGS = Object.keys(SETPOINT_RANGES) as (keyof Setpoints)[];
export const TAGS: readonly Tag[] = [...ANALOG_TAGS, 'door', 'heartbeat'];

export function isSetpoint(tag: string): tag is keyof Setpoints {
  return Object.hasOwn(SETPOINT_RANGES, tag);
}
