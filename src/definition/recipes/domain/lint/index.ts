import type { MasterRecipe } from '../recipe.js';
import { deadOptions, endlessLoops } from './branches.js';
import { deadEnds, missingSamples, missingValues } from './existence.js';
import { unlabelled, unscannedHandOvers } from './identity.js';
import { contradictingLimits, criticalWithoutLimit, targetsOutside } from './limits.js';
import type { LintFault } from './rules.js';
import { criticalWithoutVerifier, skillsOfNobody } from './signatures.js';
import { survey, type Survey } from './survey.js';
import { impossibleWindows, repeatsNeverDue, resultsNeverInTime } from './times.js';
import { fightingBranches, unboundNames, unwatched, withoutSafeState } from './units.js';

export { missingPictures } from './pictures.js';
export { LINT_RULES, type LintCode, type LintFault } from './rules.js';

const RULES: ((found: Survey) => LintFault[])[] = [
  criticalWithoutLimit,
  contradictingLimits,
  targetsOutside,
  criticalWithoutVerifier,
  skillsOfNobody,
  unscannedHandOvers,
  unboundNames,
  unwatched,
  withoutSafeState,
  fightingBranches,
  deadOptions,
  endlessLoops,
  deadEnds,
  missingValues,
  missingSamples,
  repeatsNeverDue,
  impossibleWindows,
  resultsNeverInTime,
  unlabelled,
];

/** Everything in a recipe that is allowed to be written and should not be made from. Errors first; pure, and never throws. */
export function lintRecipe(recipe: MasterRecipe): LintFault[] {
  const found = survey(recipe);
  const faults = RULES.flatMap((rule) => rule(found));
  return [
    ...faults.filter(({ severity }) => severity === 'error'),
    ...faults.filter((one) => one.severity === 'warning'),
  ];
}
