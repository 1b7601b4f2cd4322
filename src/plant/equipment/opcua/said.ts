import type { DataValue } from 'node-opcua';
import type { Instant } from '../../../kernel/ids.js';
import { storableText } from '../../../kernel/storable-text.js';

/** A String, or the text of a LocalizedText, as a database can hold it; empty for null. */
export const text = (data: DataValue | undefined): string => {
  const value: unknown = data?.value.value;
  if (typeof value === 'string') return storableText(value);
  const localized = value as { text?: string | null } | null | undefined;
  return storableText(localized?.text ?? '');
};

/** A DateTime; null for OPC UA's null, which is 1601. */
export const instant = (data: DataValue | undefined): Instant | null => {
  const value = data?.value.value as unknown;
  return value instanceof Date && value.getTime() > 0 ? value.toISOString() : null;
};
