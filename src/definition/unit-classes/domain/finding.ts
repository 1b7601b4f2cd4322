/** From the root of a file to a value in it: keys and list indexes. */
export type Path = readonly (string | number)[];

/** What is wrong in a file, and where. Line and column count from 1. */
export interface Finding {
  /** stable, `<topic>.<what>`; words for it may change */
  code: string;
  /** `procedure[0].operations[1].phases[2].monitor[0].tag`; empty for the file as a whole */
  path: string;
  line: number;
  column: number;
  severity: 'error' | 'warning';
  message: string;
  /** why it matters, where a rule of good practice says so */
  why?: string;
}

/** A finding that does not know its line yet; `onKey` points at the key itself, not at its value. */
export interface Fault {
  code: string;
  path: Path;
  message: string;
  onKey?: boolean;
  /** `error` where absent */
  severity?: Finding['severity'];
  why?: string;
}

export const pathText = (path: Path): string =>
  path.map((part, index) => (typeof part === 'number' ? `[${part}]` : index === 0 ? part : `.${part}`)).join('');
