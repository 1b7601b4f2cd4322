import type { Tone } from '../parts/tone.js';
import type { RecipeState } from './types.js';

const TONES: Record<RecipeState, Tone> = {
  draft: 'off',
  'in-review': 'note',
  approved: 'normal',
  effective: 'done',
  superseded: 'off',
  retired: 'off',
};

export const stateTone = (state: RecipeState): Tone => TONES[state];
