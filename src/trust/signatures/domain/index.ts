export {
  applySignature,
  refuseChangedContent,
  signatureGiven,
  type SignatureRow,
  type SignatureValues,
  type Signer,
  signingRole,
} from './signature.js';
