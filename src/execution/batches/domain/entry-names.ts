import type { Label } from '../../../definition/recipes/domain/index.js';

/** A calculation's result. */
export const RESULT = 'result';

/** Of a yield: actual by theoretical. */
export const PERCENT = 'percent';

/** A comparison's values, and the difference that is judged. */
export const IN_LINE = 'in-line';
export const AT_LINE = 'at-line';
export const OFFSET = 'offset';

/** A sample's id, and its scan. */
export const SAMPLE = 'sample';

/** What was read from the label of a code that the server gave. */
export const scannedBack = (name: string): string => `${name}.scanned`;

/** A lot's parts: `<material>.lot` and so on. */
export const MATERIAL_PARTS = ['lot', 'expiry', 'status'] as const;

/** The nth count of a measured field, numbered over all rounds, and the scatter of the field's last full round. */
export const countOf = (field: string, n: number): string => `${field}.${n}`;
export const scatterOf = (field: string): string => `${field}.cv`;

/** A label's copies, which are also the names of their scans; the lines of a copy. */
export const copiesOf = ({ id, copies }: Pick<Label, 'id' | 'copies'>): string[] =>
  Array.from({ length: copies }, (_, index) => `${id}.${index + 1}`);
export const specimenOf = (copy: string): string => `${copy}.specimen`;

/** Where a label's copies went: `<label>.printed` and so on. */
export const WHEREABOUTS = ['printed', 'applied', 'destroyed'] as const;
