import type { UnitClass } from './unit-class.js';

/** A class as its file writes it: parsing that gives the class again, without its version. */
export function writeUnitClass({ version: _, ...unitClass }: UnitClass): { code: string } & Record<string, unknown> {
  return written(unitClass) as { code: string };
}

/** Ranges are two numbers, quantities are texts, and safe states go by the name of their setpoint. */
function written(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(written);
  if (typeof value !== 'object' || value === null) return value;
  const fields = value as Record<string, unknown>;
  if (has(fields, 'low', 'high')) return [fields['low'], fields['high']].map(numberOf);
  if (has(fields, 'value', 'unit')) return `${String(fields['value'])} ${String(fields['unit'])}`;
  return Object.fromEntries(
    Object.entries(fields).map(([name, field]) => {
      if (LIMITS.has(name)) return [name, numberOf(field)];
      return [name, name === 'safeState' ? stateOf(field) : written(field)];
    }),
  );
}

/** Of alarms: decimals, which a file writes as numbers. */
const LIMITS: ReadonlySet<string> = new Set(['above', 'below', 'deadband']);

const has = (fields: object, ...names: string[]): boolean =>
  Object.keys(fields).sort().join() === names.toSorted().join();

const numberOf = (decimal: unknown): number | null => (decimal === null ? null : Number(decimal));

const stateOf = (set: unknown): unknown =>
  Object.fromEntries(
    (set as { setpoint: string; value: unknown }[]).map(({ setpoint, value }) => [setpoint, written(value)]),
  );
