export {
  applySignature,
  refuseChangedContent,
  refuseSamePerson,
  signatureGiven,
  type SignatureRow,
  type Signer,
  signingRole,
} from './signature.js';
