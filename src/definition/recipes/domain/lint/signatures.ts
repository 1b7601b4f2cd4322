import { isCritical } from '../build-signatures.js';
import type { Phase } from '../phase.js';
import { unitProceduresOf } from '../recipe.js';
import { lintFault, type LintFault } from './rules.js';
import type { Survey } from './survey.js';

/** 211.101(d), 211.103, 211.125, 211.130: what bears on quality is verified by a second person. */
export const criticalWithoutVerifier = ({ places }: Survey): LintFault[] =>
  places.flatMap(({ phase }) => {
    const because = bears(phase);
    if (because === undefined || phase.sign.some(({ meaning }) => meaning === 'verified')) return [];
    return [lintFault('sign.verifier-missing', phase, ['sign'], `${phase.id}: ${because}, and nobody verifies it`)];
  });

/** 11.10(i): a skill of a step's own that nobody is asked for, since the step is nobody's. */
export const skillsOfNobody = ({ recipe, places }: Survey): LintFault[] =>
  places.flatMap(({ phase, unitProcedure: within }) => {
    if (!('mode' in phase) || phase.mode !== 'automatic' || phase.sign.length > 0) return [];
    const around = unitProceduresOf(recipe).find(({ unitProcedure }) => unitProcedure === within)?.skills ?? [];
    const own = (phase.skills ?? []).filter(({ skill }) => !around.some((outer) => outer.skill === skill));
    const said = own.map(({ skill }) => skill).join(', ');
    return own.length === 0
      ? []
      : [lintFault('skill.nobody', phase, ['skills'], `${phase.id} is automatic and unsigned, and asks for ${said}`)];
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
