import type { Criticality, Fault, Path } from '../../unit-classes/domain/index.js';
import type { Mode, SignatureMeaning, SignaturePolicy, SigningRole } from './phase.js';
import type { PhaseText } from './recipe-text.js';

const USUAL_ROLE: Record<SignatureMeaning, SigningRole> = {
  performed: 'operator',
  verified: 'operator',
  reviewed: 'qa-reviewer',
  approved: 'supervisor',
};

/** Signatures in their order, each with the role that is usual for its meaning where none is written. */
export function policies({ sign }: Pick<PhaseText, 'sign'>, path: Path, faults: Fault[]): SignaturePolicy[] {
  const list = (sign ?? []).map((text): SignaturePolicy => {
    const [meaning, role] = text.split(' by ') as [SignatureMeaning, SigningRole | undefined];
    return { meaning, role: role ?? USUAL_ROLE[meaning] };
  });
  list.forEach(({ meaning }, index) => {
    if (meaning === 'verified' && !list.slice(0, index).some((earlier) => earlier.meaning === 'performed')) {
      faults.push({ code: 'sign.order', path: [...path, 'sign', index], message: 'verified comes after performed' });
    }
  });
  return list;
}

/** Only a phase that begins and ends by itself goes unsigned. */
export function requireSignature(sign: SignaturePolicy[], mode: Mode | undefined, path: Path, faults: Fault[]): void {
  if (sign.length > 0 || mode === 'automatic') return;
  faults.push({ code: 'sign.missing', path, message: 'needs "sign": only an automatic phase goes unsigned' });
}

/** Whether a phase bears on the product's quality. */
export const isCritical = ({ criticality }: { criticality?: Criticality }): boolean =>
  criticality === 'CPP' || criticality === 'CQA';

/** 211.101(d), 211.103: what bears on quality is done by one and verified by a second; `because` ends the sentence. */
export function requireVerifier(sign: SignaturePolicy[], because: string, path: Path, faults: Fault[]): void {
  if (sign.some(({ meaning }) => meaning === 'verified')) return;
  faults.push({
    code: 'sign.verifier-missing',
    path: [...path, 'sign'],
    message: `${because}: add verified`,
  });
}
