import { Ledger0001 } from './0001-ledger.js';
import { Recipes0005 } from './0005-recipes.js';
import { Seals0006 } from './0006-seals.js';
import { Deviations0030 } from './0030-deviations.js';

/** Forward only, in order. */
export const migrations = [Ledger0001, Recipes0005, Seals0006, Deviations0030];
