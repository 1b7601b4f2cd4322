import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Uuid } from '../../kernel/ids.js';
import { Refusal } from '../../kernel/refusal.js';
import { Database, type Tx } from '../../platform/database/index.js';
import type { Caller } from '../../platform/http/index.js';
import { RecipeUses, type Use, type VersionInUse } from '../../definition/recipes/index.js';
import type { RehearsalDto, RehearsalSummaryDto } from './rehearsal.dto.js';
import { type RehearsalBrief, rehearsalById, rehearsalsOf } from './rehearsal.store.js';
import { brief } from './rehearsal.view.js';

/** The evidence of versions, as people and their recipes' life read it. */
@Injectable()
export class FindRehearsals implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly uses: RecipeUses,
  ) {}

  onModuleInit(): void {
    this.uses.register('rehearsals', usesOf);
  }

  /** Newest first. */
  list(caller: Caller, recipe: Uuid): Promise<RehearsalSummaryDto[]> {
    return this.database.read(caller.scope, async (tx) => (await rehearsalsOf(tx, [recipe])).map(brief));
  }

  /** Refuses with `rehearsal.not-found`. */
  one(caller: Caller, id: Uuid): Promise<RehearsalDto> {
    return this.database.read(caller.scope, async (tx) => {
      const row = await rehearsalById(tx, id);
      if (row === null) throw new Refusal('not-found', 'rehearsal.not-found', { id });
      return { ...brief(row), script: row.script, result: row.result };
    });
  }
}

async function usesOf(tx: Tx, versions: readonly VersionInUse[]): Promise<Use[]> {
  const texts = new Map(versions.map(({ id, hash }) => [id, hash]));
  return (await rehearsalsOf(tx, [...texts.keys()])).map((row) => ({
    ...{ kind: 'rehearsal', id: row.id, code: `${row.code}@${row.version} ${row.kind}`, state: stateOf(row, texts) },
    ...{ open: false, version: row.recipe, site: null, market: null, at: row.at },
  }));
}

/** What a rehearsal showed of another text than the version has now it does not show of this one. */
function stateOf({ passed, recipe, hash }: RehearsalBrief, texts: ReadonlyMap<Uuid, string>): string {
  if (!passed) return 'not-passed';
  return texts.get(recipe) === hash ? 'passed' : 'outdated';
}
