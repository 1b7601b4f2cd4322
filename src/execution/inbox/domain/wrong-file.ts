import { Refusal } from '../../../kernel/refusal.js';

/** What a file says, so far as a record can hold it. */
const shown = (value: unknown): unknown =>
  typeof value === 'string' ? value.replaceAll('\0', '\ufffd').slice(0, 200).toWellFormed() : value;

/** Why a file is refused; it is refused whole. */
export const wrongFile = (code: string, values: Record<string, unknown> = {}): Refusal =>
  new Refusal(
    'unprocessable',
    code,
    Object.fromEntries(Object.entries(values).map(([key, value]) => [key, shown(value)])),
  );
