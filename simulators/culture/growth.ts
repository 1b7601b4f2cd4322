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

/** Growth, death, glucose and lactate over so many hours of culture time, `speed` of which pass in one of wall time. */
export function grown(culture: Culture, hours: number, speed = 1): Culture {
  if (culture.viable + culture.dead === 0) return culture;
  const steps = Math.max(1, Math.ceil(hours / LONGEST_STEP));
  const ph = phOf(culture);
  let next = culture;
  for (let i = 0; i < steps; i++) next = growthStep(next, ph, hours / steps, speed);
  return next;
}

function growthStep(c: Culture, ph: number, h: number, speed: number): Culture {
  const fed = c.glucose / (METABOLISM.halfUptake + c.glucose);
  const growth = growthRate(c, ph) * c.viable;
  const death = (restingDeath(fed) + harm(c.temperature.value, ph) / speed) * c.viable;
  const warmth = METABOLISM.q10 ** ((c.temperature.value - METABOLISM.at) / 10);
  const wanted = METABOLISM.uptake * c.viable * fed * warmth * h; // mmol/L
  const eaten = Math.min(wanted, c.glucose / METABOLISM.glucoseMolar);
  const made = eaten * METABOLISM.lactateYield;
  const next = {
    ...c,
    age: c.age + h,
    viable: Math.max(0, c.viable + (growth - death) * h),
    dead: c.dead + death * h,
    glucose: c.glucose - eaten * METABOLISM.glucoseMolar,
    lactate: c.lactate + made,
    base: c.base + made,
  };
  return renewed(next, (perfusion(c.viable) / 24) * h);
}

/** The culture after so many working volumes of fresh medium, or of another fluid with so much glucose (g/L), went through it. */
export function renewed(c: Culture, volumes: number, glucose: number = METABOLISM.mediumGlucose): Culture {
  const left = Math.exp(-volumes);
  // the dosing of base follows lactate as fast as it comes and goes, however fast culture time runs
  const lactate = c.lactate * left;
  return { ...c, glucose: glucose + (c.glucose - glucose) * left, lactate, base: c.base + lactate - c.lactate };
}

/** Specific growth rate in 1/h: lag, then exponential, slowed by crowding, hunger, and a wrong climate. */
export function growthRate(c: Culture, ph: number): number {
  const awake = 1 / (1 + Math.exp((CELLS.lag - c.age) / CELLS.lagWidth));
  const room = Math.max(0, 1 - (c.viable + c.dead) / CELLS.crowd);
  const fed = c.glucose / (METABOLISM.halfUptake + c.glucose);
  const comfort = Math.max(0, 1 - beyond(c.temperature.value, CELLS.temperatureBand) / 3 - beyond(ph, CELLS.phBand));
  return (Math.LN2 / CELLS.doubling) * awake * room * fed * comfort;
}

/** 1/h of culture time. */
function restingDeath(fed: number): number {
  return CELLS.death + CELLS.deathStarved * (1 - fed) ** 2;
}

/** 1/h of wall time: an excursion of some minutes harms as much at any speed. */
function harm(temperature: number, ph: number): number {
  const heat = Math.max(0, temperature - CELLS.temperatureBand[1]);
  return CELLS.deathPerDegree * heat + CELLS.deathPerPh * beyond(ph, CELLS.phBand);
}

/** Working volumes of fresh medium a day. */
export function perfusion(viable: number): number {
  return PERFUSION.find((band) => viable >= band.from)?.volumes ?? 0;
}

function beyond(value: number, [low, high]: readonly [number, number]): number {
  return Math.max(0, low - value, value - high);
}
