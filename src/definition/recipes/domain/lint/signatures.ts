import { isCritical } from '../build-signatures.js';
import type { Phase } from '../phase.js';
import { lintFault, type LintFault } from './rules.js';
import type { Survey } from './survey.js';

/** 211.101(d), 211.103, 211.125, 211.130: what bears on quality is verified by a second person. */
export const criticalWithoutVerifier = ({ places }: Survey): LintFault[] =>
  places.flatMap(({ phase }) => {
    const because = bears(phase);
    if (because === undefined || phase.sign.some(({ meaning }) => meaning === 'verified')) return [];
    return [lintFault('sign.verifier-missing', phase, ['sign'], `${phase.id}: ${because}, and nobody verifies it`)];
  });

/** Why a phase needs a verifier, where it does. */
function bears(phase: Phase): string | undefined {
  switch (phase.kind) {
    case 'entry':
    case 'result':
    case 'measure': {
      const critical = phase.fields.find(
        (field) => field.type !== 'text' && isCritical({ criticality: field.criticality ?? 'info' }),
      );
      return critical && `${critical.id} is critical`;
    }
    case 'calculation':
      return isCritical(phase) || (phase.yield && isCritical(phase.yield)) ? 'its result is critical' : undefined;
    case 'compare':
      return isCritical(phase) ? 'its offset is critical' : undefined;
    case 'material': {
      const critical = phase.materials.find((material) => material.critical);
      return critical && `${critical.id} is critical`;
    }
    case 'clearance':
      return 'it clears the line';
    case 'label':
      return 'it labels';
    case 'scan':
    case 'instruction':
    case 'program':
    case 'wait':
    case 'decision':
    case 'review':
    case 'sample':
      return undefined;
  }
}
