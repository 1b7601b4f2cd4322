import { grown } from './growth.js';
import { regulated } from './loops.js';
import type { Culture, Disturbances, Setpoints } from './state.js';

/**
 * The culture `dt` seconds of wall time later. Control loops, and what heat and pH do to the cells, run in wall time;
 * growth and metabolism in `speed` times it.
 */
export function step(culture: Culture, dt: number, setpoints: Setpoints, faults: Disturbances, speed = 1): Culture {
  return grown(regulated(culture, dt, setpoints, faults), (dt * speed) / 3600, speed);
}
