import { randomBytes } from 'node:crypto';

/** 256 random bits as text for a cookie or a line on a screen. */
export const newToken = (): string => randomBytes(32).toString('base64url');
