import { Refusal } from '../../../kernel/refusal.js';

/** Length in characters; no rules of composition, as NIST SP 800-63B section 3.1.1.2 advises. */
export const PASSWORD_LENGTH = { least: 12, most: 200 };

/** A password that leaves at most this few characters beside the username is only the username. */
const BESIDE = 8;

/** Refuses with `password.too-weak` what is too short, or little more than the username. */
export function acceptPassword(password: string, username: string): void {
  const length = [...password.normalize('NFKC')].length;
  const rest = password.toLowerCase().replaceAll(username.toLowerCase(), '');
  const spelled = rest.length < password.length && rest.length <= BESIDE;
  if (length < PASSWORD_LENGTH.least || length > PASSWORD_LENGTH.most || spelled)
    throw new Refusal('unprocessable', 'password.too-weak', { ...PASSWORD_LENGTH, username: spelled });
}
