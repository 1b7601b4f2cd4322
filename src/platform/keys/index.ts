export {
  hasSigningKey,
  isSaidLost,
  nextSigningKey,
  ownSigningKey,
  type SigningKey,
  signingKey,
  verifyingKey,
} from './signing-key.js';
