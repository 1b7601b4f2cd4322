declare const brand: unique symbol;

/** A UUIDv7 in lower-case text. */
export type Uuid = string & { readonly [brand]?: 'uuid' };

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

export const isUuid = (text: string): text is Uuid => UUID.test(text);

/** ISO 8601 in UTC with milliseconds, `2026-11-22T12:45:04.123Z`. */
export type Instant = string;

const INSTANT = /^(?!0000)\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/** Whether a text is an instant that there is: no thirteenth month, no 30th of February. */
export function isInstant(text: string): text is Instant {
  const time = INSTANT.test(text) ? Date.parse(text) : Number.NaN;
  return !Number.isNaN(time) && new Date(time).toISOString() === text;
}
