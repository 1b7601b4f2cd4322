import { In } from 'typeorm';
import type { Uuid } from '../../kernel/ids.js';
import type { Tx } from '../../platform/database/index.js';
import type { StoredProjection } from '../../trust/ledger/index.js';
import { rehearsalProjection, type RehearsalRow, type RehearsalState } from './domain/index.js';
import { RehearsalEntity } from './rehearsal.entity.js';

export const storedRehearsal: StoredProjection<RehearsalState> = {
  ...rehearsalProjection,
  tables: { rehearsal: { entity: RehearsalEntity, stream: 'id' } },
};

/** A rehearsal without its script and what it came to in full. */
export type RehearsalBrief = Omit<RehearsalRow, 'script' | 'result'>;

const BRIEF = [
  'id',
  'recipe',
  'code',
  'version',
  'hash',
  'kind',
  'passed',
  'scriptHash',
  'person',
  'name',
  'at',
] as const;

/** Newest first. */
export const rehearsalsOf = (tx: Tx, versions: readonly Uuid[]): Promise<RehearsalBrief[]> =>
  tx.entities.find(RehearsalEntity, {
    where: { recipe: In(versions) },
    select: Object.fromEntries(BRIEF.map((name) => [name, true])),
    order: { at: 'DESC', id: 'DESC' },
  });

export const rehearsalById = (tx: Tx, id: Uuid): Promise<RehearsalRow | null> =>
  tx.entities.findOneBy(RehearsalEntity, { id });
