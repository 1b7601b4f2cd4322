import type { ReactElement } from 'react';
import type { PhaseKind } from './model.js';

/** One stroke drawing for each kind of phase, 24 by 24. */
const DRAWINGS: Record<PhaseKind, string> = {
  scan: 'M4 8V4H8 M16 4H20V8 M20 16V20H16 M8 20H4V16 M8 8V16 M12 8V16 M16 8V16',
  instruction: 'M5 4H19V20H5Z M8 9H16 M8 13H16 M8 17H13',
  entry: 'M4 20H20 M6 15 15 6 18 9 9 18 5 19Z',
  calculation: 'M5 3H19V21H5Z M8 7H16 M8 12H10 M14 12H16 M8 17H10 M14 17H16',
  program: 'M7 4 19 12 7 20Z',
  wait: 'M12 3A9 9 0 1 0 12.1 3Z M12 7V12L16 14',
  decision: 'M12 3 21 12 12 21 3 12Z M12 9V15',
  review: 'M2 12C6 5 18 5 22 12 18 19 6 19 2 12Z M12 9A3 3 0 1 0 12.1 9Z',
  clearance: 'M4 5H20V19H4Z M8 12 11 15 16 9',
  material: 'M4 8 12 4 20 8V16L12 20 4 16Z M4 8 12 12 20 8 M12 12V20',
  measure: 'M4 20V10 M10 20V4 M16 20V13 M21 20H3',
  sample: 'M9 3H15 M10 3V9L6 18A2 2 0 0 0 8 21H16A2 2 0 0 0 18 18L14 9V3',
  result: 'M6 3H18V21H6Z M9 13 11 16 15 9',
  compare: 'M12 3V21 M4 8H9 M15 8H20 M4 16H9 M15 13H20',
  label: 'M3 7H15L21 12 15 17H3Z M6 12H12',
};

export const KindIcon = ({ kind, size = 24 }: { kind: PhaseKind; size?: number }): ReactElement => (
  <svg aria-hidden viewBox="0 0 24 24" width={size} height={size} style={{ flex: 'none' }}>
    <path d={DRAWINGS[kind]} fill="none" stroke="currentColor" strokeWidth="2" strokeLinejoin="round" />
  </svg>
);
