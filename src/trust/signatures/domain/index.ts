export {
  applySignature,
  refuseChangedContent,
  refuseSamePerson,
  signatureGiven,
  type SignatureGiven,
  type SignatureRow,
  type SignatureValues,
  type Signer,
  signingRole,
} from './signature.js';
