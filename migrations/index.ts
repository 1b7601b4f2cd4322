import { Ledger0001 } from './0001-ledger.js';

/** Forward only, in order. */
export const migrations = [Ledger0001];
