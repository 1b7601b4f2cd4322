import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../../platform/database/index.js';
import type { Caller } from '../../platform/http/index.js';
import { deviationsOf, listDeviations } from './deviation.store.js';
import type { DeviationRow } from './domain/index.js';

@Injectable()
export class ListDeviations {
  constructor(private readonly database: Database) {}

  /** Newest first, of one batch or of all that the caller may see. */
  list(caller: Caller, batch?: string): Promise<DeviationRow[]> {
    return this.database.read(caller.scope, (tx) => listDeviations(tx, batch));
  }

  /** Those of these batches, for higher layers. */
  ofBatches(tx: Tx, batches: readonly string[]): Promise<DeviationRow[]> {
    return deviationsOf(tx, batches);
  }
}
