import { Injectable } from '@nestjs/common';
import type { Uuid } from '../../kernel/ids.js';
import { Database, type Tx } from '../../platform/database/index.js';
import type { Caller } from '../../platform/http/index.js';
import { UnitClasses } from '../unit-classes/index.js';
import {
  gapsOf,
  type Grounds,
  isBlockContent,
  lintVersion,
  parentNamed,
  type Pinned,
  recipeOf,
} from './domain/index.js';
import { FindUses } from './find-uses.service.js';
import { pinnedBy, versionInUse } from './library.store.js';
import type { FindingDto, PromotionGapDto } from './recipe-review.dto.js';
import { recipeFiles } from './recipe-file.store.js';
import { blockVersions, requireVersion, versionNumbered } from './recipe.store.js';

/** A version against what it rests on: what the lint says, and what it lacks to be made for patients. */
@Injectable()
export class CheckRecipe {
  constructor(
    private readonly database: Database,
    private readonly unitClasses: UnitClasses,
    private readonly uses: FindUses,
  ) {}

  findings(caller: Caller, id: Uuid): Promise<FindingDto[]> {
    return this.database.read(caller.scope, async (tx) => {
      const row = await requireVersion(tx, id);
      return lintVersion(row, await this.groundsFor(tx, row.text));
    });
  }

  gaps(caller: Caller, id: Uuid): Promise<PromotionGapDto[]> {
    return this.database.read(caller.scope, async (tx) => {
      const row = await requireVersion(tx, id);
      const findings = lintVersion(row, await this.groundsFor(tx, row.text));
      const uses = await this.uses.of(tx, [await versionInUse(tx, row)]);
      const rehearsed = uses.some(({ kind, state }) => kind === 'rehearsal' && state === 'passed');
      return gapsOf(row, { findings, pinned: await pinnedBy(tx, row.content), rehearsed });
    });
  }

  /** What a text may name: the unit classes as they are defined now, every block, the parent that it names, and every picture. */
  async groundsFor(tx: Tx, text: string): Promise<Grounds> {
    const unitClasses = (await this.unitClasses.all(tx)).map(({ definition }) => definition);
    const blocks = (await blockVersions(tx)).flatMap(({ content, version, hash }) =>
      isBlockContent(content) ? [{ ...content, version, hash }] : [],
    );
    const of = parentNamed(text);
    const row = of && (await versionNumbered(tx, of.code, of.version));
    const parent = row && { code: row.code, version: row.version, hash: row.hash, recipe: recipeOf(row) };
    return { unitClasses, blocks, parent, files: await recipeFiles(tx) };
  }

  /** What a version rests on, as it stands now; `recipe.not-found` where there is no such version. */
  async restsOn(tx: Tx, id: Uuid): Promise<{ grounds: Grounds; pinned: Pinned[] }> {
    const row = await requireVersion(tx, id);
    return { grounds: await this.groundsFor(tx, row.text), pinned: await pinnedBy(tx, row.content) };
  }
}
