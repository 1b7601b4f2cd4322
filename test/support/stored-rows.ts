import type { Tx } from '../../src/platform/database/index.js';
import { Ledger, type Rows, type StoredProjection } from '../../src/trust/ledger/index.js';

/** A stream's rows as the database holds them: read by a ledger that has written nothing, and so knows nothing. */
export const storedRows = <State extends Rows>(tx: Tx, of: StoredProjection<State>, id: string): Promise<State> =>
  new Ledger({ config: '' }).load(tx, of, id);
