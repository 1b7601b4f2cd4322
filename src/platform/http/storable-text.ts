import { Refusal } from '../../kernel/refusal.js';

/** Refuses with `request.text-invalid` a body with a text that UTF-8 or the database cannot hold: half a surrogate pair, U+0000. */
export function refuseUnstorableText(body: unknown): void {
  JSON.stringify(body, (key, value: unknown) => {
    for (const text of [key, value])
      if (typeof text === 'string' && (!text.isWellFormed() || text.includes('\0')))
        throw new Refusal('invalid', 'request.text-invalid');
    return value;
  });
}
