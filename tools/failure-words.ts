import { ConfigError } from '../src/platform/config/index.js';

/** What to print of a failed start: our own words for what a person can mend, the stack for a bug. */
export function failureWords(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error instanceof ConfigError || error.constructor === Error ? error.message : (error.stack ?? error.message);
}
