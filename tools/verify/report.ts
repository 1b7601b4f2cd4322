/** One thing that is wrong, and where. */
export interface Finding {
  /** the stream, or the part of the file */
  where: string;
  /** place of the fact in its stream, number of the seal, or arrival of the reading */
  entry: number | string | null;
  what: string;
  expected: string;
  found: string;
}

const LONGEST = 300;
/** so many are told; of the others their number */
const MOST = 10_000;

export const shown = (value: unknown): string => {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? 'nothing');
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
};

/** What the checks found, what they looked at, and what could not be looked at. */
export class Report {
  readonly findings: Finding[] = [];
  readonly checked: string[] = [];
  readonly notChecked: string[] = [];
  /** what is not wrong, and what whoever relies on it should know */
  readonly attention: string[] = [];
  /** findings beyond those that are kept */
  further = 0;

  wrong(where: string, entry: Finding['entry'], what: string, expected: unknown, found: unknown): void {
    if (this.findings.length === MOST) this.further += 1;
    else this.findings.push({ where, entry, what, expected: shown(expected), found: shown(found) });
  }

  /** A finding where two JSON values differ. */
  same(where: string, entry: Finding['entry'], what: string, expected: unknown, found: unknown): boolean {
    const equal = sameJson(expected, found);
    if (!equal) this.wrong(where, entry, what, expected, found);
    return equal;
  }

  /** Runs one check; content of a wrong shape is a finding, not a crash. */
  check(name: string, run: () => string | void): void {
    try {
      this.checked.push(`${name}${suffix(run())}`);
    } catch (error) {
      this.wrong(name, null, 'this check met content of a form it does not know', 'known content', String(error));
    }
  }
}

const suffix = (said: string | void): string => (said === undefined ? '' : `: ${said}`);

/** Equal as JSON, whatever the order of keys. */
export function sameJson(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const [one, other] = [a as Record<string, unknown>, b as Record<string, unknown>];
  const keys = Object.keys(one);
  return (
    keys.length === Object.keys(other).length &&
    keys.every((key) => Object.hasOwn(other, key) && sameJson(one[key], other[key]))
  );
}
