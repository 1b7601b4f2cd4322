import { Injectable } from '@nestjs/common';
import type { Tx } from '../../platform/database/index.js';
import type { MasterRecipe } from '../../definition/recipes/domain/index.js';
import { briefRows, recipesByHash } from './brief.store.js';
import { type BatchInBrief, briefOf } from './brief.view.js';
import { WriteBatch } from './write-batch.service.js';

/** Batches as a board shows them: two statements at most, however many batches there are. */
@Injectable()
export class BriefBatches {
  /** a hash names one recipe for ever */
  private readonly recipes = new Map<string, MasterRecipe>();

  constructor(private readonly batches: WriteBatch) {}

  async all(tx: Tx): Promise<BatchInBrief[]> {
    const rows = await briefRows(tx);
    const unknown = rows.map(({ recipeHash }) => recipeHash).filter((hash) => !this.recipes.has(hash));
    if (unknown.length > 0)
      for (const { hash, recipe } of await recipesByHash(tx, [...new Set(unknown)])) this.recipes.set(hash, recipe);
    return rows.map((row) => briefOf(row, this.recipes.get(row.recipeHash)!, this.batches.speed));
  }
}
