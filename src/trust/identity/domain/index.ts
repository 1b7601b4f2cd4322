export * from './access-policy.js';
export * from './administer-person.js';
export * from './grants.js';
export { lockedUntil } from './lockout.js';
export { acceptPassword } from './password.js';
export * from './passkey.js';
export * from './person.js';
export { activeGrants, type Administrator, heldGrants } from './reach.js';
export { holderOf, relyingParty } from './relying-party.js';
export {
  cookieNamed,
  isActivity,
  isReading,
  refuseCrossSite,
  refuseForeignHost,
  sessionCookie,
  sessionToken,
} from './request.js';
export * from './roles.js';
export * from './secret-reset.js';
export { overByTime, type SessionEnd } from './session.js';
export * from './sso.js';
export { STATEMENT } from './statement.js';
