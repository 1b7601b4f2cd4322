export { inoculated, renewed } from './growth.js';
export { type Analogs, measured, truth } from './measure.js';
export {
  type Culture,
  DEFAULT_SETPOINTS,
  type Disturbances,
  freshMedium,
  phOf,
  type Setpoints,
  UNDISTURBED,
  viabilityOf,
} from './state.js';
export { step } from './step.js';
