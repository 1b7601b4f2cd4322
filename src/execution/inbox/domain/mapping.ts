import { Refusal } from '../../../kernel/refusal.js';
import { checkUnit, type Fault, schemaCheck, unique } from '../../../definition/unit-classes/domain/index.js';
import { jsonSteps } from './read-json.js';

/** `at`: a column of a CSV, or a path into a row of JSON. */
export type MappedField = { field: string; at: string } & (
  | {
      type: 'number';
      /** UCUM, as the recipe's field has it */
      unit: string;
      /** where the file says its unit, and what it must say there */
      unitAt?: { at: string; reads: string };
      /** what stands in a cell whose value is below what the device can tell; such a value is the person's to enter */
      belowLimit?: string[];
    }
  /** what a cell reads, and the value that this is: `true`, `false` or a choice's id */
  | { type: 'coded'; reads: Record<string, string> }
  | { type: 'text' }
);

export const TIME_FORMATS = ['iso', 'YYYY-MM-DD HH:mm:ss', 'DD.MM.YYYY HH:mm:ss', 'MM/DD/YYYY HH:mm:ss'] as const;

/** How a kind of device writes its results. */
export interface Mapping {
  title: string;
  deviceKind: string;
  format: { kind: 'csv'; separator: ',' | ';' | '\t'; decimal: '.' | ',' } | { kind: 'json'; rows: string };
  /** where the barcode of the sample stands */
  sample: string;
  /** when it was measured; `offset` is the device's clock to UTC, `+01:00`, where it does not say it itself */
  measuredAt?: { at: string; format: (typeof TIME_FORMATS)[number]; offset?: string };
  fields: MappedField[];
}

const text = { type: 'string', minLength: 1, maxLength: 200 } as const;
const object = <P extends object>(properties: P, optional: (keyof P)[] = []) => ({
  ...{ type: 'object', additionalProperties: false, properties },
  required: Object.keys(properties).filter((name) => !(optional as string[]).includes(name)),
});
const one = (value: string) => ({ type: 'string', const: value });
const place = { field: { ...text, maxLength: 100 }, at: text };

const check = schemaCheck({
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  ...object(
    {
      title: text,
      deviceKind: text,
      format: {
        type: 'object',
        discriminator: { propertyName: 'kind' },
        required: ['kind'],
        oneOf: [
          object({
            ...{ kind: one('csv'), separator: { type: 'string', enum: [',', ';', '\t'] } },
            decimal: { type: 'string', enum: ['.', ','] },
          }),
          object({ kind: one('json'), rows: text }),
        ],
      },
      sample: text,
      measuredAt: object(
        {
          ...{ at: text, format: { type: 'string', enum: TIME_FORMATS } },
          offset: { type: 'string', pattern: '^[+-](0\\d|1[0-4]):[0-5]\\d$' },
        },
        ['offset'],
      ),
      fields: {
        ...{ type: 'array', minItems: 1, maxItems: 100 },
        items: {
          type: 'object',
          discriminator: { propertyName: 'type' },
          required: ['type'],
          oneOf: [
            object(
              {
                ...{ ...place, type: one('number'), unit: text, unitAt: object({ at: text, reads: text }) },
                belowLimit: { type: 'array', items: text, maxItems: 20 },
              },
              ['unitAt', 'belowLimit'],
            ),
            object({
              ...{ ...place, type: one('coded') },
              reads: { type: 'object', minProperties: 1, maxProperties: 50, additionalProperties: text },
            }),
            object({ ...place, type: one('text') }),
          ],
        },
      },
    },
    ['measuredAt'],
  ),
});

/** A mapping as it was given, unchanged; refuses with `result-mapping.not-valid` and its findings. */
export function checkMapping(given: object): Mapping {
  const shape = check(given);
  const faults = shape.length > 0 ? shape : inside(given as Mapping);
  if (faults.length > 0) throw new Refusal('unprocessable', 'result-mapping.not-valid', { findings: faults });
  return given as Mapping;
}

function inside({ format, sample, measuredAt, fields }: Mapping): Fault[] {
  const faults: Fault[] = [];
  unique(fields, 'field', ['fields'], faults);
  fields.forEach((field, index) => {
    if (field.type === 'number') checkUnit(field.unit, ['fields', index, 'unit'], faults);
  });
  if (measuredAt !== undefined && (measuredAt.format === 'iso') === (measuredAt.offset !== undefined))
    faults.push({
      code: 'time.offset',
      path: ['measuredAt', 'offset'],
      message: 'a time has its offset in itself (iso) or in the mapping, one of the two',
    });
  if (format.kind === 'csv') return faults;
  if (jsonSteps(format.rows.replace(/\[\*\]$/, '')) === null)
    faults.push({ code: 'json-path.not-valid', path: ['format', 'rows'], message: `"${format.rows}" is no path` });
  const places = fields.flatMap((field) =>
    field.type === 'number' && field.unitAt !== undefined ? [field.at, field.unitAt.at] : [field.at],
  );
  for (const at of [sample, ...(measuredAt === undefined ? [] : [measuredAt.at]), ...places])
    if (jsonSteps(at) === null) faults.push({ code: 'json-path.not-valid', path: [at], message: `"${at}" is no path` });
  return faults;
}
