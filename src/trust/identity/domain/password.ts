import { Refusal } from '../../../kernel/refusal.js';
import { isGuessable } from './guessable.js';

/** Whatever is set, in characters; no rules of composition, as NIST SP 800-63B section 3.1.1.2 advises. */
const LONGEST = 128;

/** A part of a name this long says whose password it is; a shorter one may stand in any phrase. */
const TELLING = 4;

const folded = (text: string): string => text.normalize('NFKC').toLowerCase();

/** Whose name, or part of it, a password holds. */
function namesIn(password: string, { username, name }: { username: string; name: string }): boolean {
  const parts = [username, ...name.split(/[\s.,'’-]+/)].map(folded).filter((part) => part.length >= TELLING);
  return parts.some((part) => folded(password).includes(part));
}

/**
 * Refuses with `password.too-weak` what is shorter than it may be or longer than 128, holds a name of its person, or is
 * among the first that anybody would try; `why` says which.
 */
export function acceptPassword(
  password: string,
  person: { username: string; name: string },
  { least }: { least: number },
): void {
  const length = [...password.normalize('NFKC')].length;
  const refuse = (why: string) =>
    new Refusal('unprocessable', 'password.too-weak', { why, least, most: LONGEST, username: why === 'name' });
  if (length < least) throw refuse('short');
  if (length > LONGEST) throw refuse('long');
  if (namesIn(password, person)) throw refuse('name');
  if (isGuessable(password)) throw refuse('common');
}
