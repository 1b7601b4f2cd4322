import { describe, expect, it } from '@jest/globals';
import {
  type Culture,
  DEFAULT_SETPOINTS,
  type Disturbances,
  freshMedium,
  inoculated,
  measured,
  phOf,
  renewed,
  step,
  UNDISTURBED,
  viabilityOf,
} from './index.js';

const HOUR = 3600;
const seeded = (): Culture => inoculated(freshMedium(7));

function after(culture: Culture, hours: number, faults: Disturbances = UNDISTURBED): Culture {
  let next = culture;
  for (let i = 0; i < hours; i++) next = step(next, 1, DEFAULT_SETPOINTS, faults, HOUR);
  return next;
}

function during(culture: Culture, seconds: number, faults: Disturbances): Culture {
  let next = culture;
  for (let i = 0; i < seconds; i++) next = step(next, 1, DEFAULT_SETPOINTS, faults);
  return next;
}

describe('a culture of T cells', () => {
  it('lags, then doubles about once a day, then slows as it crowds', () => {
    const fold = (from: number, to: number): number => after(seeded(), to).viable / after(seeded(), from).viable;
    expect(fold(0, 24)).toBeLessThan(1.35);
    expect(fold(72, 96)).toBeGreaterThan(1.6);
    expect(fold(72, 96)).toBeLessThan(2);
    expect(fold(288, 336)).toBeLessThan(1.1);
  });

  it('grows about thirty-fold at most and stays viable over twelve days', () => {
    const end = after(seeded(), 288);
    expect(end.viable).toBeGreaterThan(15);
    expect(end.viable).toBeLessThan(32);
    expect(viabilityOf(end)).toBeGreaterThan(80);
  });

  it('keeps glucose above 2 g/L and lactate at or below 20 mmol/L under perfusion, and neither ever negative', () => {
    let culture = seeded();
    for (let day = 0; day < 14; day++) {
      culture = after(culture, 24);
      expect(culture.glucose).toBeGreaterThan(2);
      expect(culture.glucose).toBeLessThanOrEqual(4.5);
      expect(culture.lactate).toBeGreaterThanOrEqual(0);
      expect(culture.lactate).toBeLessThanOrEqual(20);
    }
  });

  it('does not depend on how the time is cut', () => {
    const coarse = step(seeded(), 48, DEFAULT_SETPOINTS, UNDISTURBED, HOUR);
    expect(after(seeded(), 48).viable / coarse.viable).toBeCloseTo(1, 2);
  });

  it('dies when it is cooked, by the wall clock, so that a minute too warm harms as much at any speed', () => {
    const cooked = (seconds: number, speed: number): number =>
      viabilityOf(step(seeded(), seconds, DEFAULT_SETPOINTS, { ...UNDISTURBED, temperatureOffset: 5 }, speed));
    expect(cooked(48 * HOUR, 1)).toBeLessThan(viabilityOf(after(seeded(), 48)) - 20);
    expect(cooked(60, 14_400)).toBeGreaterThan(70);
  });

  it.each([60, 2880, 14_400])('stays inside its limits over ten days at speed %d, sampled once a second', (speed) => {
    let culture = seeded();
    for (let second = 0; second < (10 * 24 * HOUR) / speed; second++) {
      culture = step(culture, 1, DEFAULT_SETPOINTS, UNDISTURBED, speed);
      const inside =
        Math.abs(culture.temperature.value - 37) < 0.5 &&
        Math.abs(culture.co2.value - 5) < 0.5 &&
        Math.abs(phOf(culture) - 7.2) < 0.2 &&
        Math.abs(culture.do.value - 50) < 15 &&
        culture.glucose > 2 &&
        culture.lactate < 20;
      if (!inside) throw new Error(`after ${second} s: ${JSON.stringify(culture)}`);
    }
    expect(culture.viable).toBeGreaterThan(20);
    expect(viabilityOf(culture)).toBeGreaterThan(85);
  });

  it('rests in the cold, with medium that lasts', () => {
    const cold = step(after(seeded(), 48), 12 * HOUR, { ...DEFAULT_SETPOINTS, temperature: 5 }, UNDISTURBED);
    expect(cold.viable / after(seeded(), 48).viable).toBeCloseTo(1, 1);
    expect(after(seeded(), 48).glucose - cold.glucose).toBeLessThan(0.05);
  });

  it('loses glucose and lactate, and keeps its pH, as another fluid is washed through it', () => {
    const grown = after(seeded(), 192);
    const washed = renewed(grown, 3, 0);
    expect(washed.glucose / grown.glucose).toBeCloseTo(Math.exp(-3), 5);
    expect(washed.lactate / grown.lactate).toBeCloseTo(Math.exp(-3), 5);
    expect(phOf(washed)).toBeCloseTo(phOf(grown), 5);
  });

  it('stays empty until cells come in', () => {
    expect(after(freshMedium(7), 48)).toMatchObject({ viable: 0, dead: 0, glucose: 4.5, lactate: 0 });
  });

  it('reads the same with the same seed and otherwise with another', () => {
    expect(measured(freshMedium(7))).toEqual(measured(freshMedium(7)));
    expect(measured(freshMedium(8)).readings).not.toEqual(measured(freshMedium(7)).readings);
    const { readings, culture } = measured(freshMedium(7));
    expect(measured(culture).readings).not.toEqual(readings);
    expect(Math.abs(readings.temperature - 37)).toBeLessThan(0.2);
  });
});

describe('its control loops', () => {
  it('bring temperature, CO2 and pH back after a disturbance', () => {
    const excursion = during(seeded(), 120, { temperatureOffset: 2, co2Offset: 2, doorOpen: false });
    expect(excursion.temperature.value).toBeGreaterThan(38.5);
    const back = during(excursion, 900, UNDISTURBED);
    expect(back.temperature.value).toBeCloseTo(37, 1);
    expect(back.co2.value).toBeCloseTo(5, 1);
    expect(phOf(back)).toBeCloseTo(7.2, 1);
  });

  it.each([
    [37, 20],
    [20, 37],
    [20, 5],
  ])('heat and cool from %d to %d °C in less than half a minute, and not half a degree too far', (from, to) => {
    let culture = freshMedium(7, { ...DEFAULT_SETPOINTS, temperature: from });
    for (let s = 0; s < 300; s++) {
      culture = step(culture, 1, { ...DEFAULT_SETPOINTS, temperature: to }, UNDISTURBED);
      if (s > 30) expect(Math.abs(culture.temperature.value - to)).toBeLessThan(0.2);
      expect((to - culture.temperature.value) * Math.sign(to - from)).toBeGreaterThan(-0.5);
    }
  });

  it('keep wall time whatever the speed', () => {
    const faults = { ...UNDISTURBED, temperatureOffset: 2 };
    const slow = step(freshMedium(7), 20, DEFAULT_SETPOINTS, faults, 1);
    const fast = step(freshMedium(7), 20, DEFAULT_SETPOINTS, faults, HOUR);
    expect(fast.temperature).toEqual(slow.temperature);
  });

  it('hold DO against the uptake of a dense culture', () => {
    expect(during({ ...seeded(), viable: 15 }, 600, UNDISTURBED).do.value).toBeCloseTo(50, 0);
  });

  it('pass 38 °C within a minute of a temperature excursion', () => {
    expect(during(seeded(), 60, { ...UNDISTURBED, temperatureOffset: 2 }).temperature.value).toBeGreaterThan(38);
  });

  it('let pH fall as CO2 drifts up', () => {
    const drifted = during(seeded(), 30, { ...UNDISTURBED, co2Offset: 4 });
    expect(drifted.co2.value).toBeGreaterThan(5.5);
    expect(phOf(drifted)).toBeLessThan(7.2);
  });

  it('lose CO2 and heat through an open door', () => {
    const open = during(seeded(), 120, { ...UNDISTURBED, doorOpen: true });
    expect(open.co2.value).toBeLessThan(2);
    expect(open.temperature.value).toBeLessThan(37);
  });
});
