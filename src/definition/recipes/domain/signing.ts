import type { RecipeVersionRow } from './recipe-version.js';

/** What a signature on a version signs: the version, by the hash of all it says, under its change control. */
export const signingContent = ({ code, version, title, hash, changeControl }: RecipeVersionRow) => ({
  recipe: code,
  version,
  title,
  hash,
  ...(changeControl === null ? {} : { changeControl }),
});
