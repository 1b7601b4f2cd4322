import type { StepRow } from '../../batches/domain/index.js';

/** Something that people do at some time, in ms since 1970. */
export interface Act {
  at: number;
  step: StepRow | null;
  does: () => void;
}
