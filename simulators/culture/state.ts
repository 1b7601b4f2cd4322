import { METABOLISM, PH } from './constants.js';

/** What the unit's controllers are asked to keep: Cel, % CO2, pH, % of air saturation, rpm. */
export interface Setpoints {
  temperature: number;
  co2: number;
  ph: number;
  do: number;
  agitation: number;
}

/** What is wrong now: a controller regulating so far above its setpoint, a door standing open. */
export interface Disturbances {
  temperatureOffset: number;
  co2Offset: number;
  doorOpen: boolean;
}

export const UNDISTURBED: Disturbances = { temperatureOffset: 0, co2Offset: 0, doorOpen: false };

/** 37.0 °C, 5 % CO2, 10 rpm: BioProcess International, WAVE perfusion of T cells; pH 7.2, DO 50 %: demo defaults. */
export const DEFAULT_SETPOINTS: Setpoints = { temperature: 37, co2: 5, ph: 7.2, do: 50, agitation: 10 };

export interface Loop {
  value: number;
  /** the controller's integral part, as a share of the full actuator; 0 where nothing disturbs the loop */
  integral: number;
}

export interface Culture {
  seed: number;
  /** hours of culture time since the cells came in */
  age: number;
  /** 1e6/mL */
  viable: number;
  /** 1e6/mL */
  dead: number;
  /** g/L */
  glucose: number;
  /** mmol/L */
  lactate: number;
  temperature: Loop;
  co2: Loop;
  do: Loop;
  /** rpm */
  agitation: number;
  /** % CO2 that the medium is in equilibrium with */
  dissolvedCo2: number;
  /** mmol/L of bicarbonate before lactate takes its part */
  base: number;
}

/** Bicarbonate that gives this pH at this CO2, mmol/L. */
export function bicarbonateFor(ph: number, co2: number): number {
  return 10 ** (ph - PH.pKa) * PH.solubility * (co2 / 100) * PH.dryPressure;
}

export function phOf(culture: Culture): number {
  const bicarbonate = Math.max(PH.leastBicarbonate, culture.base - culture.lactate);
  const carbonicAcid = PH.solubility * (Math.max(culture.dissolvedCo2, 0.01) / 100) * PH.dryPressure;
  return PH.pKa + Math.log10(bicarbonate / carbonicAcid);
}

/** Percent of cells alive; 100 where there are none. */
export function viabilityOf(culture: Culture): number {
  const total = culture.viable + culture.dead;
  return total === 0 ? 100 : (100 * culture.viable) / total;
}

/** A unit with fresh medium and no cells, at its setpoints. */
export function freshMedium(seed: number, at: Setpoints = DEFAULT_SETPOINTS): Culture {
  return {
    seed: seed >>> 0,
    age: 0,
    viable: 0,
    dead: 0,
    glucose: METABOLISM.mediumGlucose,
    lactate: 0,
    temperature: { value: at.temperature, integral: 0 },
    co2: { value: at.co2, integral: 0 },
    do: { value: at.do, integral: 0 },
    agitation: at.agitation,
    dissolvedCo2: at.co2,
    base: bicarbonateFor(at.ph, at.co2),
  };
}
