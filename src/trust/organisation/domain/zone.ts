import { Refusal } from '../../../kernel/refusal.js';

const NAME = /^[A-Za-z]+(\/[A-Za-z0-9_+-]+)*$/;

/** A zone of the IANA database by name, such as `Europe/Vienna`; refuses offsets and unknown names. */
export function ianaZone(zone: string): string {
  const unknown = new Refusal('unprocessable', 'site.zone-unknown', { zone });
  if (!NAME.test(zone)) throw unknown;
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
  } catch {
    throw unknown;
  }
  return zone;
}
