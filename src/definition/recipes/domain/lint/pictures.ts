import type { MasterRecipe } from '../recipe.js';
import { everyPhase } from '../walk.js';
import { lintFault, type LintFault } from './rules.js';

/** Pictures whose files are not among those that are kept, by their hashes. */
export const missingPictures = (recipe: MasterRecipe, files: ReadonlySet<string>): LintFault[] =>
  everyPhase(recipe).flatMap((phase) =>
    (phase.pictures ?? []).flatMap(({ file, shows }, index) =>
      files.has(file)
        ? []
        : [
            lintFault(
              'picture.missing',
              phase,
              ['pictures', index, 'file'],
              `no file of "${shows}" in ${phase.id} is kept`,
            ),
          ],
    ),
  );
