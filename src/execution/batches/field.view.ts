import type { Field, Judged, Phase } from '../../definition/recipes/domain/index.js';
import type { CaptureDto, EntryDto, FieldDto } from './field.dto.js';
import {
  askedFields,
  type CaptureRow,
  currentEntry,
  type Draft,
  type EntryRow,
  mayBeNotApplicable,
  OFFSET,
  RESULT,
  type StepRow,
} from './domain/index.js';

export const entryOf = (row: EntryRow): EntryDto => {
  const { number: id, field, value, unit, source, verdict, by, at, supersededBy, reason } = row;
  const { recordedAt, late, because, file } = row;
  return { id, field, value, unit, source, verdict, by, at, recordedAt, late, because, file, supersededBy, reason };
};

export const captureOf = ({
  entry,
  unit,
  tag,
  aggregate,
  fromTime: from,
  toTime: to,
  quality,
  sourceTime,
  arrivals,
}: CaptureRow): CaptureDto => ({
  ...{ entry, unit, tag, aggregate, from, to, quality, sourceTime, arrivals },
});

type Shape = Omit<FieldDto, 'entry' | 'capture' | 'mayBeNotApplicable'>;

const blank = {
  unit: null,
  decimals: null,
  choices: [],
  alert: null,
  action: null,
  criticality: null,
  tag: null,
  at: null,
  optional: false,
  expects: [],
};
const limitsOf = ({ alert, action, criticality }: Judged) => ({
  alert: alert ?? null,
  action: action ?? null,
  criticality,
});

const weighed = ({ criticality }: Partial<Judged>) => ({ criticality: criticality ?? null });

function shapeOf(field: Field): Shape {
  const { id, title, type } = field;
  const plain = { id, title, type, ...blank, optional: field.optional ?? false };
  switch (field.type) {
    case 'number': {
      const { unit, decimals } = field;
      return { ...plain, unit, decimals, ...limitsOf(field), tag: field.capture?.tag ?? null, at: field.at ?? null };
    }
    case 'choice':
      return { ...plain, choices: field.choices, expects: field.expects ?? [], ...weighed(field) };
    case 'boolean':
      return { ...plain, expects: field.expects === undefined ? [] : [`${field.expects}`], ...weighed(field) };
    case 'text':
      return plain;
  }
}

function resultShape(phase: Phase): Shape | null {
  if (phase.kind !== 'calculation' && phase.kind !== 'compare') return null;
  const { title, unit } = phase;
  const plain = { ...blank, title, type: 'number', unit, ...limitsOf(phase) };
  if (phase.kind === 'compare') return { ...plain, id: OFFSET, decimals: phase.decimals };
  return { ...plain, id: RESULT, decimals: 'decimals' in phase.rounding ? phase.rounding.decimals : null };
}

/** What stands in a field now, null where nothing is on record. */
export function standingIn(draft: Draft, step: StepRow, field: string): EntryDto | null {
  const entry = currentEntry(draft.state, step.id, field);
  return entry === undefined ? null : entryOf(entry);
}

function filled(draft: Draft, step: StepRow, shape: Shape): FieldDto {
  const { state } = draft;
  const entry = currentEntry(state, step.id, shape.id);
  const none = mayBeNotApplicable(draft.phase(step));
  const capture = entry === undefined ? undefined : state.capture[entry.id];
  return {
    ...{ ...shape, mayBeNotApplicable: none },
    ...{ entry: entry ? entryOf(entry) : null, capture: capture ? captureOf(capture) : null },
  };
}

/** What a step asks a person or its unit for; of a measurement the means. */
export function fieldsOf(draft: Draft, step: StepRow): FieldDto[] {
  const phase = draft.phase(step);
  const fields: Field[] = phase.kind === 'measure' ? phase.fields : askedFields(phase);
  return fields.map((field) => filled(draft, step, shapeOf(field)));
}

/** What the server makes of a step's values: a calculation's result, a comparison's offset. */
export function resultOf(draft: Draft, step: StepRow): FieldDto | null {
  const shape = resultShape(draft.phase(step));
  return shape === null ? null : filled(draft, step, shape);
}
