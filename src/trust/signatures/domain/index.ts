export {
  applySignature,
  refuseChangedContent,
  signatureGiven,
  type SignatureRow,
  type Signer,
  signingRole,
} from './signature.js';
