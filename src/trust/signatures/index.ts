import { SignatureEntity } from './signature.entity.js';

export { Signatures } from './authenticate-signer.service.js';
export {
  applySignature,
  refuseChangedContent,
  signatureGiven,
  type SignatureRow,
  type Signer,
  signingRole,
} from './domain/index.js';
export { SignatureDto, SignerDto, SigningDto } from './signature.dto.js';
export { SignatureEntity } from './signature.entity.js';
export { SignaturesModule } from './signatures.module.js';

export const entities = [SignatureEntity];
