import type { Batch, Field, Step } from '../api/types.js';
import type { Names } from '../parts/happening.js';
import { word } from '../text/words.js';

/** What an entry of a step is called, and how its value reads. */
export type Shape = Pick<Field, 'id' | 'title' | 'type' | 'choices'>;

const choices = (set: string, codes: readonly string[]): Shape['choices'] =>
  codes.map((id) => ({ id, title: word(set, id) }));

const LOT_STATUS = choices('lot', ['released', 'quarantine', 'rejected']);
const CHECKED = choices('check', ['true', 'false']);

const shape = (id: string, title: string, more: Partial<Shape> = {}): Shape => ({
  ...{ id, title, type: 'text', choices: [] },
  ...more,
});
const part = (of: { id: string; title: string }, name: string, more: Partial<Shape> = {}): Shape =>
  shape(`${of.id}.${name}`, `${of.title}, ${word('part', name)}`, more);

const NUMBER = { type: 'number' } as const;

function fieldShapes({ kind, fields, result, measure }: Step): Shape[] {
  switch (kind) {
    case 'clearance':
      return fields.map(({ id, title }) => shape(id, title, { type: 'choice', choices: CHECKED }));
    case 'compare':
      return ['in-line', 'at-line', 'offset'].map((id) => shape(id, word('compared', id), NUMBER));
    case 'measure':
      return fields.flatMap((field) => [
        { ...field, title: `${field.title}, ${word('part', 'mean')}` },
        part(field, 'cv', NUMBER),
        ...(measure?.counts ?? []).map(({ n }) =>
          shape(`${field.id}.${n}`, `${field.title}, ${word('part', 'count')} ${n}`, NUMBER),
        ),
      ]);
    case 'scan':
    case 'instruction':
    case 'entry':
    case 'calculation':
    case 'program':
    case 'wait':
    case 'decision':
    case 'review':
    case 'material':
    case 'sample':
    case 'result':
    case 'label':
      return result === null ? fields : [...fields, result];
  }
}

/** Everything that a step records or speaks of, by the ids of the recipe and of its entries. */
export function shapesOf(step: Step): Shape[] {
  const { materials, labels, scans, sample } = step;
  return [
    ...fieldShapes(step),
    ...scans.map(({ id, title }) => shape(id, title)),
    ...materials.flatMap((material) => [
      shape(material.id, material.title),
      part(material, 'lot'),
      part(material, 'expiry'),
      part(material, 'status', { type: 'choice', choices: LOT_STATUS }),
    ]),
    ...(sample === null
      ? []
      : [shape('sample', word('part', 'sample')), part({ id: 'sample', title: word('part', 'sample') }, 'scanned')]),
    ...labels.flatMap((label) => [
      shape(label.id, label.title),
      ...['printed', 'applied', 'destroyed'].map((where) => part(label, where, NUMBER)),
      ...label.copies.flatMap(({ id }, index) => {
        const copy = { id, title: `${label.title} ${index + 1}` };
        return [shape(id, `${copy.title}, ${word('part', 'code')}`), part(copy, 'specimen'), part(copy, 'scanned')];
      }),
    ]),
  ];
}

/** What is spoken of: of a measurement the value itself, and not its mean. */
const namesOf = (step: Step): { id: string; title: string }[] =>
  step.kind === 'measure' ? [...step.fields, ...shapesOf(step)] : shapesOf(step);

/** What a batch's entries and hold times are called; each id belongs to its step. */
export const namesIn = (batch: Batch): Omit<Names, 'tags'> => ({
  fields: batch.steps.flatMap((step) => namesOf(step).map(({ id, title }) => ({ step: step.id, id, title }))),
  windows: batch.windows,
});
