import { type DataValue, StatusCodes } from 'node-opcua';
import type { Instant } from '../../../kernel/ids.js';
import { instantOrNull } from '../domain/index.js';
import { storableText } from '../../../kernel/storable-text.js';

/** A String, or the text of a LocalizedText, as a database can hold it; empty for null. */
export const text = (data: DataValue | undefined): string => {
  const value: unknown = data?.value.value;
  if (typeof value === 'string') return storableText(value);
  const localized = value as { text?: string | null } | null | undefined;
  return storableText(localized?.text ?? '');
};

/** As `text`, no longer than that; null of none, and of any that is not of good quality. */
export const goodText = (data: DataValue | undefined, longest: number): string | null =>
  data?.statusCode === StatusCodes.Good ? storableText(text(data), longest) || null : null;

const LAST = '9999-12-31T23:59:59.999Z';

/** As a database can hold it; what a clock says beyond that is the last instant, and put right when the clock is. */
export const instantOf = (time: Date): Instant =>
  instantOrNull(Math.max(0, time.getTime())) === null ? LAST : time.toISOString();

/** A DateTime; null for OPC UA's null, which is 1601. */
export const instant = (data: DataValue | undefined): Instant | null => {
  const value = data?.value.value as unknown;
  return value instanceof Date && value.getTime() > 0 ? instantOf(value) : null;
};
