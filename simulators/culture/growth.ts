import { CELLS, METABOLISM, PERFUSION } from './constants.js';
import { type Culture, phOf } from './state.js';

const LONGEST_STEP = 0.1; // h of culture time

/** The culture with cells newly in it: medium fresh, chamber as it was. */
export function inoculated(culture: Culture): Culture {
  return {
    ...culture,
    age: 0,
    viable: CELLS.seeded,
    dead: (CELLS.seeded * (1 - CELLS.seededViability)) / CELLS.seededViability,
    glucose: METABOLISM.mediumGlucose,
    base: culture.base - culture.lactate,
    lactate: 0,
  };
}

/** Growth, death, glucose and lactate over so many hours of culture time. */
export function grown(culture: Culture, hours: number): Culture {
  if (culture.viable + culture.dead === 0) return culture;
  const steps = Math.max(1, Math.ceil(hours / LONGEST_STEP));
  const ph = phOf(culture);
  let next = culture;
  for (let i = 0; i < steps; i++) next = growthStep(next, ph, hours / steps);
  return next;
}

function growthStep(c: Culture, ph: number, h: number): Culture {
  const fed = c.glucose / (METABOLISM.halfUptake + c.glucose);
  const growth = growthRate(c, ph) * c.viable;
  const death = deathRate(c.temperature.value, ph, fed) * c.viable;
  const renewed = 1 - Math.exp((-perfusion(c.viable) / 24) * h);
  const wanted = METABOLISM.uptake * c.viable * fed * h; // mmol/L
  const eaten = Math.min(wanted, c.glucose / METABOLISM.glucoseMolar);
  const glucose = c.glucose - eaten * METABOLISM.glucoseMolar;
  const lactate = c.lactate + eaten * METABOLISM.lactateYield;
  return {
    ...c,
    age: c.age + h,
    viable: Math.max(0, c.viable + (growth - death) * h),
    dead: c.dead + death * h,
    glucose: glucose + (METABOLISM.mediumGlucose - glucose) * renewed,
    lactate: lactate * (1 - renewed),
  };
}

/** Specific growth rate in 1/h: lag, then exponential, slowed by crowding, hunger, and a wrong climate. */
export function growthRate(c: Culture, ph: number): number {
  const awake = 1 / (1 + Math.exp((CELLS.lag - c.age) / CELLS.lagWidth));
  const room = Math.max(0, 1 - (c.viable + c.dead) / CELLS.crowd);
  const fed = c.glucose / (METABOLISM.halfUptake + c.glucose);
  const comfort = Math.max(0, 1 - beyond(c.temperature.value, CELLS.temperatureBand) / 3 - beyond(ph, CELLS.phBand));
  return (Math.LN2 / CELLS.doubling) * awake * room * fed * comfort;
}

function deathRate(temperature: number, ph: number, fed: number): number {
  return (
    CELLS.death +
    CELLS.deathPerDegree * beyond(temperature, CELLS.temperatureBand) +
    CELLS.deathPerPh * beyond(ph, CELLS.phBand) +
    CELLS.deathStarved * (1 - fed) ** 2
  );
}

/** Working volumes of fresh medium a day. */
export function perfusion(viable: number): number {
  return PERFUSION.find((band) => viable >= band.from)?.volumes ?? 0;
}

function beyond(value: number, [low, high]: readonly [number, number]): number {
  return Math.max(0, low - value, value - high);
}
