import { AGITATION_RAMP, CO2, DOOR_OPEN, OXYGEN, OXYGEN_UPTAKE, PH, type Plant, TEMPERATURE } from './constants.js';
import { type Culture, type Disturbances, type Loop, phOf, type Setpoints } from './state.js';

const LONGEST_STEP = 1; // s
const SETTLED = 900; // s after which a loop has forgotten where it came from

/** The chamber's controllers over so many seconds of wall time. */
export function regulated(culture: Culture, seconds: number, setpoints: Setpoints, faults: Disturbances): Culture {
  const span = Math.min(seconds, SETTLED);
  const steps = Math.max(1, Math.ceil(span / LONGEST_STEP));
  let next = culture;
  for (let i = 0; i < steps; i++) next = loopStep(next, setpoints, faults, span / steps);
  return next;
}

function loopStep(c: Culture, setpoints: Setpoints, faults: Disturbances, s: number): Culture {
  const open = faults.doorOpen ? DOOR_OPEN : { temperatureTau: TEMPERATURE.tau, co2Tau: CO2.tau };
  const warmth = setpoints.temperature + faults.temperatureOffset;
  const temperature = pi(c.temperature, TEMPERATURE, warmth, { tau: open.temperatureTau, load: 0 }, s);
  const co2 = pi(c.co2, CO2, setpoints.co2 + faults.co2Offset, { tau: open.co2Tau, load: 0 }, s);
  const oxygen = pi(c.do, OXYGEN, setpoints.do, { tau: OXYGEN.tau, load: -OXYGEN_UPTAKE * c.viable }, s);
  const dissolvedCo2 = co2.value + (c.dissolvedCo2 - co2.value) * Math.exp(-s / PH.dissolving);
  const dose = clamp(PH.dosing * (setpoints.ph - phOf(c)), -PH.dosingLimit, PH.dosingLimit);
  const ramp = clamp(setpoints.agitation - c.agitation, -AGITATION_RAMP * s, AGITATION_RAMP * s);
  return {
    ...c,
    temperature,
    co2,
    do: { ...oxygen, value: Math.max(0, oxygen.value) },
    dissolvedCo2,
    base: c.base + dose * s,
    agitation: c.agitation + ramp,
  };
}

/** `real`: what the controller does not know, the time constant as it is now and a load on the plant. */
function pi(loop: Loop, plant: Plant, target: number, real: { tau: number; load: number }, s: number): Loop {
  const error = target - loop.value;
  const atRest = (target - plant.ambient) / (plant.gain * plant.tau);
  const wanted = atRest + plant.kp * error + loop.integral;
  const output = clamp(wanted, plant.cools ? -1 : 0, 1);
  const rest = plant.ambient + (plant.gain * output + real.load) * real.tau;
  return {
    value: rest + (loop.value - rest) * Math.exp(-s / real.tau),
    // a saturated actuator does not wind up
    integral: output === wanted ? loop.integral + (plant.kp / plant.ti) * error * s : loop.integral,
  };
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}
