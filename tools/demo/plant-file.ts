import { soundPlant } from '../plant/read-files.js';

export type { Plant, PlantUnit } from '../plant/plant-file.js';
export { unitsBy } from '../plant/plant-file.js';

/** The demo's plant. */
export const readPlant = () => soundPlant(['recipes/plant/demo.yaml', 'recipes/plant/unit-classes.yaml']);
