import { NOISE } from './constants.js';
import { drawNormal } from './random.js';
import { type Culture, phOf } from './state.js';

/** Cel, %, pH, % of air saturation, rpm, g/L, mmol/L. */
export type Analogs = Record<keyof typeof NOISE, number>;

const ANALOGS = Object.keys(NOISE) as (keyof typeof NOISE)[];

/** The true values, without noise. */
export function truth(culture: Culture): Analogs {
  return {
    temperature: culture.temperature.value,
    co2: culture.co2.value,
    ph: phOf(culture),
    do: culture.do.value,
    agitation: culture.agitation,
    glucose: culture.glucose,
    lactate: culture.lactate,
  };
}

/** What the sensors read, with noise drawn from the culture's seed, to four decimals. */
export function measured(culture: Culture): { readings: Analogs; culture: Culture } {
  const readings = truth(culture);
  let seed = culture.seed;
  for (const tag of ANALOGS) {
    const noise = drawNormal(seed);
    seed = noise.seed;
    const floor = tag === 'ph' || tag === 'temperature' ? -Infinity : 0;
    readings[tag] = Math.max(floor, Math.round((readings[tag] + NOISE[tag] * noise.value) * 1e4) / 1e4);
  }
  return { readings, culture: { ...culture, seed } };
}
