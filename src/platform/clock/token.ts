import { randomBytes } from 'node:crypto';

/** 256 random bits as text for a cookie or a line on a screen. */
export const newToken = (): string => randomBytes(32).toString('base64url');

/** Letters and digits that nobody takes for one another. */
const READABLE = 'abcdefghjkmnpqrstuvwxyz23456789';

/** Some 59 random bits as people read and type them: `k7mf-2xqa-9tdw`. */
export const readableToken = (): string =>
  Array.from(
    randomBytes(12),
    (byte, at) => (at % 4 === 0 && at > 0 ? '-' : '') + READABLE[byte % READABLE.length],
  ).join('');
