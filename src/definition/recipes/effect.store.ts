import { IsNull } from 'typeorm';
import type { Instant, Uuid } from '../../kernel/ids.js';
import type { Tx } from '../../platform/database/index.js';
import type { RecipeEffectRow } from './domain/index.js';
import { RecipeEffectEntity } from './recipe-effect.entity.js';

/** The database's clock, by which versions take effect. */
export async function databaseNow(tx: Tx): Promise<Instant> {
  const [row] = await tx.query<{ now: Date }>(`select date_trunc('milliseconds', clock_timestamp()) as now`);
  return row!.now.toISOString();
}

/** Codes that have a version whose time has come, or has gone, while its state does not say so yet. */
export async function codesToTurn(tx: Tx): Promise<string[]> {
  const rows = await tx.query<{ code: string }>(
    `select distinct e.code from recipe_effect e join recipe_version v on v.id = e.version
      where e.until is null and e."from" <= clock_timestamp()
        and (v.state = 'approved' or exists (
          select from recipe_effect l where l.code = e.code and l.until is null and l.id <> e.id
             and l.development = e.development
             and l.site is not distinct from e.site and l.market is not distinct from e.market
             and l."from" between e."from" and clock_timestamp()))`,
  );
  return rows.map(({ code }) => code);
}

export const effectsOf = (tx: Tx, version: Uuid): Promise<RecipeEffectRow[]> =>
  tx.entities.find(RecipeEffectEntity, { where: { version }, order: { from: 'ASC', id: 'ASC' } });

/** The effects of a code's versions that nothing has ended yet, also those to come. */
export const openEffects = (tx: Tx, code: string): Promise<RecipeEffectRow[]> =>
  tx.entities.find(RecipeEffectEntity, { where: { code, until: IsNull() } });

export const allOpenEffects = (tx: Tx): Promise<RecipeEffectRow[]> =>
  tx.entities.findBy(RecipeEffectEntity, { until: IsNull() });

/** All effects of a code's versions, ended or not. */
export const effectsOfCode = (tx: Tx, code: string): Promise<RecipeEffectRow[]> =>
  tx.entities.findBy(RecipeEffectEntity, { code });
