export * from './administer-person.js';
export { FAILURE_MEMORY_MS, LOCKOUT, lockedUntil } from './lockout.js';
export { acceptPassword } from './password.js';
export * from './person.js';
export { isActivity, refuseCrossSite, refuseForeignHost, sessionCookie, sessionToken } from './request.js';
export * from './roles.js';
export { overByTime, SESSION_LIMITS, type SessionEnd } from './session.js';
export { STATEMENT } from './statement.js';
