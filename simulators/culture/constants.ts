// Sources: [p4] PMID 29287970; [p6] BioProcess International, WAVE perfusion of T cells;
// [p7] J Biol Eng 2021, s13036-021-00264-7, table 2; [HH] Henderson-Hasselbalch for blood-like media at 37 °C.
// "demo default" is a plausible value of ours, not a published or regulatory one.

export const CELLS = {
  seeded: 1, // 1e6/mL, demo default
  seededViability: 0.9, // demo default
  doubling: 24, // h at full rate, demo default; with lag and crowding gives the ~30-fold of [p4] in about 9 d
  lag: 24, // h until half the full rate, demo default
  lagWidth: 6, // h, demo default
  crowd: 32, // 1e6/mL, carrying capacity, demo default, above the highest perfusion band of [p7]
  death: 0.0006, // 1/h at rest, demo default
  deathPerDegree: 0.02, // 1/h of wall time for each °C above the comfortable band, demo default
  deathPerPh: 0.05, // 1/h of wall time for each pH unit beyond the comfortable band, demo default
  deathStarved: 0.03, // 1/h without glucose, demo default
  temperatureBand: [36, 38] as const, // °C, demo default
  phBand: [6.8, 7.6] as const, // demo default
} as const;

export const METABOLISM = {
  mediumGlucose: 4.5, // g/L, a high-glucose medium, demo default
  uptake: 0.02, // mmol/h for 1e9 cells (1 L of 1e6/mL), demo default: keeps glucose > 2 g/L under the perfusion of [p7]
  halfUptake: 0.1, // g/L, Michaelis constant, demo default
  at: 37, // °C of the uptake above
  q10: 2.3, // uptake falls so many times over 10 °C of cooling, demo default
  glucoseMolar: 0.18016, // g/mmol
  lactateYield: 1.5, // mol lactate of a mol glucose, demo default; glycolysis gives at most 2
} as const;

/** Perfusion by viable density: from 1e6/mL, in working volumes a day at 1 L [p6, p7]. */
export const PERFUSION: readonly { from: number; volumes: number }[] = [
  { from: 15, volumes: 1 },
  { from: 10, volumes: 0.75 },
  { from: 2, volumes: 0.5 },
  { from: 0, volumes: 0 },
];

/**
 * A first-order plant under a PI controller that knows what holds its setpoint at rest;
 * value' = gain·u + load - (value - ambient)/tau, u in [0, 1], or in [-1, 1] where it can also cool.
 */
export interface Plant {
  ambient: number;
  gain: number;
  tau: number;
  kp: number;
  ti: number;
  cools?: true;
}

// Plants and tunings: demo defaults, of a small warm-air chamber and a gas-permeable culture chamber.
export const TEMPERATURE: Plant = { ambient: 22, gain: 1.5, tau: 200, kp: 0.3, ti: 120, cools: true };
export const CO2: Plant = { ambient: 0.04, gain: 20 / 600, tau: 600, kp: 1.5, ti: 80 };
export const OXYGEN: Plant = { ambient: 0, gain: 200 / 120, tau: 120, kp: 0.04, ti: 60 };
export const DOOR_OPEN = { temperatureTau: 60, co2Tau: 30 } as const; // s, demo default
export const OXYGEN_UPTAKE = 0.03; // % of air saturation a second for 1e6/mL, demo default
export const AGITATION_RAMP = 1; // rpm a second, demo default

export const PH = {
  pKa: 6.1, // [HH]
  solubility: 0.0307, // mmol/L CO2 for 1 mmHg [HH]
  dryPressure: 713, // mmHg: 760 less 47 of water vapour at 37 °C
  dissolving: 300, // s, CO2 from gas into medium, demo default
  dosing: 5, // mmol/L/s of base for each pH unit, demo default
  dosingLimit: 1, // mmol/L/s, demo default
  leastBicarbonate: 0.5, // mmol/L, keeps the logarithm finite
} as const;

/** Standard deviation of each sensor's noise, demo defaults. */
export const NOISE = {
  temperature: 0.02,
  co2: 0.02,
  ph: 0.005,
  do: 0.5,
  agitation: 0.05,
  glucose: 0.02,
  lactate: 0.1,
} as const;
