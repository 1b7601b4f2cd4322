import type { ColumnOptions } from 'typeorm';

const instantTransformer = {
  to: (value: string | null | undefined) => value,
  from: (value: Date | null) => value?.toISOString() ?? null,
};

/** `timestamptz(3)` that a row holds as ISO 8601 in UTC with milliseconds. */
export const instant = (options: ColumnOptions = {}): ColumnOptions => ({
  type: 'timestamptz',
  precision: 3,
  transformer: instantTransformer,
  ...options,
});
