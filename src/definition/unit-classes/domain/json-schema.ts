import { Ajv2020, type AnySchema, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import type { Fault } from './finding.js';

/**
 * A published JSON Schema (draft 2020-12) made into a check whose faults name their path, when it is first asked for: half a
 * second. Throws then on a schema that is none. `beside`: schemas that it refers to, by the names of their files.
 */
export function schemaCheck(schema: AnySchema, beside: Record<string, AnySchema> = {}): (value: unknown) => Fault[] {
  let validate: ValidateFunction | undefined;
  return (value) => {
    validate ??= compiled(schema, beside);
    return validate(value) ? [] : (validate.errors ?? []).flatMap((error) => fault(error, value));
  };
}

function compiled(schema: AnySchema, beside: Record<string, AnySchema>): ValidateFunction {
  const ajv = new Ajv2020({ allErrors: true, discriminator: true, allowUnionTypes: true });
  for (const [file, other] of Object.entries(beside)) ajv.addSchema(other, file);
  return ajv.compile(schema);
}

function fault(error: ErrorObject, value: unknown): Fault[] {
  const path = segments(error.instancePath, value);
  const params = error.params as Record<string, unknown>;
  const code = `schema.${error.keyword.replaceAll(' ', '-').replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
  // what stands inside says what is wrong
  if (error.keyword === 'propertyNames' || error.keyword === 'if') return [];
  if (error.propertyName !== undefined) {
    return [
      { code: 'schema.name', path: [...path, error.propertyName], message: `name ${error.message}`, onKey: true },
    ];
  }
  if (error.keyword === 'additionalProperties' || error.keyword === 'unevaluatedProperties') {
    const key = String(params['additionalProperty'] ?? params['unevaluatedProperty']);
    return [{ code: 'schema.unknown-key', path: [...path, key], message: `"${key}" is not known here`, onKey: true }];
  }
  if (error.keyword === 'required' || error.keyword === 'dependentRequired') {
    return [{ code, path, message: `needs "${String(params['missingProperty'])}"`, onKey: true }];
  }
  if (error.keyword === 'enum') {
    return [{ code, path, message: `must be one of ${(params['allowedValues'] as unknown[]).map(String).join(', ')}` }];
  }
  if (error.keyword === 'discriminator') {
    const tag = String(params['tag']);
    return [{ code, path: [...path, tag], message: `${tag} is missing or not known` }];
  }
  return [{ code, path, message: error.message ?? error.keyword }];
}

/** A JSON pointer's parts, with list indexes as numbers. */
function segments(pointer: string, value: unknown): (string | number)[] {
  let at: unknown = value;
  return pointer
    .split('/')
    .slice(1)
    .map((part) => {
      const key = part.replaceAll('~1', '/').replaceAll('~0', '~');
      const segment = Array.isArray(at) ? Number(key) : key;
      at = (at as Record<string | number, unknown>)[segment];
      return segment;
    });
}
