import type { Field, Limits, Phase } from './recipe.js';

/** What a recipe makes of one entry of a step, by the entry's name. */
export interface Asked {
  source: 'typed' | 'captured' | 'calculated' | 'scanned' | 'assigned';
  unit: string | null;
  /** how its verdict comes about: by limits on a number, by being read, or not at all */
  judged: 'number' | 'read' | 'none';
  limits: Limits;
  decimals?: number;
}

const plain = { unit: null, limits: {} } as const;
const typed: Asked = { ...plain, source: 'typed', judged: 'none' };
const assigned: Asked = { ...plain, source: 'assigned', judged: 'none' };
const scanned: Asked = { ...plain, source: 'scanned', judged: 'read' };
const PARTS = ['lot', 'expiry', 'status'];
export const WHEREABOUTS = ['printed', 'applied', 'destroyed'];

const number = (source: Asked['source'], unit: string | undefined, limits: Limits, decimals?: number): Asked => ({
  ...{ source, unit: unit ?? null, judged: 'number', limits },
  ...(decimals === undefined ? {} : { decimals }),
});

const fieldOf = (field: Field): Asked =>
  field.type === 'number' || field.unit !== undefined
    ? number(field.capture === undefined ? 'typed' : 'captured', field.unit, field, field.decimals)
    : typed;

/** The codes of a label's copies: `bag.1`, `bag.2`, … */
export const copiesOf = ({ id, copies }: { id: string; copies: number }): string[] =>
  Array.from({ length: copies }, (_, index) => `${id}.${index + 1}`);

/** A count's field and its number over all rounds, where its name is one. */
export function countIn(phase: Phase, name: string): { field: Field; n: number } | null {
  const [, id, n] = /^(.+)\.([1-9]\d*)$/.exec(name) ?? [];
  const field = phase.kind === 'measure' ? phase.fields?.find((one) => one.id === id) : undefined;
  return field === undefined ? null : { field, n: Number(n) };
}

/** What the recipe says of an entry of that name; undefined where it asks for none. */
export function askedIn(phase: Phase, name: string): Asked | undefined {
  const count = countIn(phase, name);
  return count === null ? entriesOf(phase).get(name) : { ...typed, unit: count.field.unit ?? null };
}

/** All entries that a step must have before its work is done, but for the single counts of a measurement. */
export function entriesOf(phase: Phase): Map<string, Asked> {
  const { unit, decimals, fields = [] } = phase;
  switch (phase.kind) {
    case 'entry':
    case 'result':
      return new Map(fields.map((field) => [field.id, fieldOf(field)]));
    case 'scan':
      return new Map(phase.scans?.map(({ id }) => [id, scanned]));
    case 'calculation':
      return new Map([
        ['result', number('calculated', unit, phase)],
        ...(phase.yield === undefined ? [] : ([['percent', number('calculated', '%', phase.yield)]] as const)),
      ]);
    case 'clearance':
      return new Map(phase.checks?.map(({ id }) => [id, typed]));
    case 'material':
      return new Map(phase.materials?.flatMap(({ id }) => PARTS.map((part) => [`${id}.${part}`, typed])));
    case 'measure':
      return new Map(fields.flatMap(measuredAs));
    case 'sample':
      return new Map([
        ['sample', assigned],
        ['sample.scanned', scanned],
      ]);
    case 'compare': {
      const { onBreach, criticality } = phase;
      const given = { onBreach, criticality } as Limits;
      return new Map([
        ['in-line', number('captured', unit, given, decimals)],
        ['at-line', number('typed', unit, given, decimals)],
        ['offset', number('calculated', unit, phase, decimals)],
      ]);
    }
    case 'label':
      return new Map(phase.labels?.flatMap(labelled));
    default:
      return new Map();
  }
}

const measuredAs = (field: Field): [string, Asked][] => [
  [field.id, number('calculated', field.unit, field, field.decimals)],
  [`${field.id}.cv`, number('calculated', '%', scatterLimits(field), 1)],
];

const scatterLimits = ({ cv }: Field): Limits => (cv === undefined ? {} : { action: { low: null, high: cv } });

const labelled = (label: { id: string; copies: number }): [string, Asked][] => [
  ...copiesOf(label).flatMap((copy): [string, Asked][] => [
    [copy, assigned],
    [`${copy}.specimen`, assigned],
    [`${copy}.scanned`, scanned],
  ]),
  ...WHEREABOUTS.map((where): [string, Asked] => [`${label.id}.${where}`, { ...typed, unit: '1' }]),
];
