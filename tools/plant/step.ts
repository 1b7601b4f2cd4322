import type { Difference } from './differences.js';

/** One change at the server. */
export interface Step {
  /** `unit U-01`: the same thing has one step */
  id: string;
  act: 'add' | 'change' | 'retire' | 'trust';
  title: string;
  /** of a change: where it differs from what the server has */
  differences: Difference[];
  request: { method: 'PUT' | 'POST'; path: string; body: object };
  /** ids of what must be there before */
  restsOn: string[];
  /** why it cannot be done now; null where it can */
  refused: string | null;
}
