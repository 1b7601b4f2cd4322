import { Injectable } from '@nestjs/common';
import type { Uuid } from '../../kernel/ids.js';
import { Refusal } from '../../kernel/refusal.js';
import { Database, type Tx } from '../../platform/database/index.js';
import type { Caller } from '../../platform/http/index.js';
import { changesBetween, type RecipeVersionRow } from './domain/index.js';
import { effectsOfCode } from './effect.store.js';
import { FindUses } from './find-uses.service.js';
import { usersOf, versionInUse } from './library.store.js';
import type { DiffDto, ImpactDto, UseDto } from './recipe-review.dto.js';
import { heading } from './recipe.view.js';
import { requireVersion, versionsOfCode } from './recipe.store.js';

/** What a version changes, and whom that concerns. */
@Injectable()
export class CompareRecipes {
  constructor(
    private readonly database: Database,
    private readonly uses: FindUses,
  ) {}

  /** From the version `other`, else from the newest before it that was approved, to this one. */
  diff(caller: Caller, id: Uuid, other?: Uuid): Promise<DiffDto> {
    return this.database.read(caller.scope, (tx) => this.compare(tx, id, other));
  }

  /** What the change from `other` to this version touches: every version of its code, and what rests on one. */
  impact(caller: Caller, id: Uuid, other?: Uuid): Promise<ImpactDto> {
    return this.database.read(caller.scope, async (tx) => {
      const diff = await this.compare(tx, id, other);
      const { code } = diff.after;
      const users = await usersOf(tx, { code });
      const versions = [...(await versionsOfCode(tx, code)), ...users];
      const uses = await this.usesOf(tx, versions);
      const open = (kind: UseDto['kind']) => uses.filter((use) => use.kind === kind && use.open);
      return {
        ...diff,
        ...{ batches: open('batch'), orders: open('order') },
        usedBy: users.map(heading),
        effects: (await effectsOfCode(tx, code)).filter(({ until }) => until === null),
        tests: uses.filter(({ kind, version }) => kind === 'rehearsal' && version !== id),
        qualifications: open('qualification'),
      };
    });
  }

  /** What was ordered for this version or made with it, for decision: what is not over first, then the newest first. */
  madeUnder(caller: Caller, id: Uuid): Promise<UseDto[]> {
    return this.database.read(caller.scope, async (tx) => {
      const uses = await this.usesOf(tx, [await requireVersion(tx, id)]);
      const made = uses.filter(({ kind }) => kind === 'batch' || kind === 'order');
      return made.sort((a, b) => Number(b.open) - Number(a.open) || (a.at < b.at ? 1 : -1));
    });
  }

  private async usesOf(tx: Tx, rows: readonly RecipeVersionRow[]): Promise<UseDto[]> {
    const versions = [];
    for (const row of rows) versions.push(await versionInUse(tx, row));
    return this.uses.of(tx, versions);
  }

  private async compare(tx: Tx, id: Uuid, other?: Uuid): Promise<DiffDto> {
    const after = await requireVersion(tx, id);
    const before = other === undefined ? await this.before(tx, after) : await requireVersion(tx, other);
    if (before !== null && before.sort !== after.sort && (before.sort === 'block' || after.sort === 'block'))
      throw new Refusal('unprocessable', 'recipe.not-comparable', { before: before.sort, after: after.sort });
    const changes = changesBetween(before, after);
    return { before: before && heading(before), after: heading(after), changes };
  }

  private async before(tx: Tx, { code, version }: RecipeVersionRow): Promise<RecipeVersionRow | null> {
    const earlier = (await versionsOfCode(tx, code)).filter((row) => row.version < version && row.approvedAt !== null);
    return earlier[0] ?? null;
  }
}
