import type { Criticality, Duration, Range } from '../../../unit-classes/domain/index.js';
import { seconds } from '../../../unit-classes/domain/index.js';

/** Something of a recipe that has an identity from one version to the next: a phase, a field of it, a parameter. */
export interface Element {
  /** the same in every version of the recipe */
  key: string;
  /** in words: `phase`, `field`, `hold time` */
  what: string;
  id: string;
  /** the phase or other element whose part it is, by key; null where it stands for itself */
  partOf: string | null;
  /** the sequence that it stands in, by key and in words */
  within: { key: string; name: string };
  /** what is told where it is new or gone */
  summary: string;
  /** the phase that it is or is part of */
  phase: string | null;
  criticality?: Criticality | undefined;
  facts: Fact[];
}

/** One property of an element. A name that has no value is left out. */
export type Fact = [name: string, value: Value | undefined];

export type Value = string | { range: Range; unit: string } | { number: string; unit: string };

const GRAVITY: readonly (Criticality | undefined)[] = [undefined, 'info', 'IPC', 'CPP', 'CQA'];

export const gravest = (list: readonly (Criticality | undefined)[]): Criticality | undefined =>
  list.reduce((most, one) => (GRAVITY.indexOf(one) > GRAVITY.indexOf(most) ? one : most), undefined);

/** `1 h 30 min`, from ISO 8601. */
export function lengthText(duration: Duration): string {
  const units: [number, string][] = [
    [86_400, 'd'],
    [3_600, 'h'],
    [60, 'min'],
    [1, 's'],
  ];
  let rest = seconds(duration);
  const parts = units.flatMap(([length, unit]) => {
    const count = Math.floor(rest / length);
    rest -= count * length;
    return count > 0 ? [`${count} ${unit}`] : [];
  });
  return parts.join(' ') || '0 s';
}

export const length = (duration: Duration | undefined): string | undefined =>
  duration === undefined ? undefined : lengthText(duration);

export const yesNo = (is: boolean | undefined): string | undefined =>
  is === undefined ? undefined : is ? 'yes' : 'no';

export const limits = (range: Range | undefined, unit: string): Value | undefined => range && { range, unit };

/** A quantity; a number without a unit where the unit is 1. */
export const amount = (of: { value: string; unit: string } | undefined): Value | undefined =>
  of && { number: of.value, unit: of.unit };
