export { hasSigningKey, type SigningKey, signingKey, verifyingKey } from './signing-key.js';
