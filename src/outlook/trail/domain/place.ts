import { isInstant } from '../../../kernel/ids.js';
import { Refusal } from '../../../kernel/refusal.js';

/** Where a page ended: in which part of the order, and after which fact. */
export interface Place {
  part: number;
  at: string;
  stream: string;
  seq: number;
}

export const cursorOf = ({ part, at, stream, seq }: Place): string => [part, at, stream, seq].join('~');

/** Refuses with `cursor.invalid`. */
export function placeOf(cursor: string): Place {
  const [part = '', at = '', stream = '', seq = '', ...more] = cursor.split('~');
  if (!/^[01]$/.test(part) || !isInstant(at) || stream === '' || !/^\d{1,9}$/.test(seq) || more.length > 0)
    throw new Refusal('invalid', 'cursor.invalid');
  return { part: Number(part), at, stream, seq: Number(seq) };
}
