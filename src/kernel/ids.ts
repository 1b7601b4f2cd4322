declare const brand: unique symbol;

/** A UUIDv7 in lower-case text. */
export type Uuid = string & { readonly [brand]?: 'uuid' };

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

export const isUuid = (text: string): text is Uuid => UUID.test(text);

/** ISO 8601 in UTC with milliseconds, `2026-11-22T12:45:04.123Z`. */
export type Instant = string;
