export { hasSigningKey, type SigningKey, signingKey } from './signing-key.js';
