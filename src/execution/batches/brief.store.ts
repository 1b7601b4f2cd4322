import type { Tx } from '../../platform/database/index.js';
import type { MasterRecipe } from '../../definition/recipes/domain/index.js';
import { OPEN, STEP_OVER } from './batch.store.js';
import type { BriefRow } from './brief.view.js';

const instant = (column: string): string => `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

const ANSWER_DUE = `(on_breach <> 'continue' and answer is null)`;

/** Every batch in sight that is not over or still holds a unit, oldest first, in one statement. */
export const briefRows = (tx: Tx): Promise<BriefRow[]> =>
  tx.query<BriefRow>(
    `select b.id, b.code, b.type, b.coi, b.patient, b.product, b.state, b.held_because as "heldBecause",
            k.unit, k.unit_code as "unitCode", b.recipe_hash as "recipeHash",
            s.done, s.total, h.step, g.signed, t.timer, e.exceptions
       from batch b
      cross join lateral (select count(*) filter (where state in (${STEP_OVER}))::int as done, count(*)::int as total
                            from step where batch = b.id and state <> 'omitted') s
       left join lateral (select unit, unit_code from binding where batch = b.id and released_at is null
                           order by bound_at limit 1) k on true
       left join lateral (select id, json_build_object(
                                   'id', id, 'phase', phase, 'kind', kind, 'state', state,
                                   'startedAt', ${instant('started_at')}, 'unitProcedure', unit_procedure, 'run', run) as step
                            from step where batch = b.id and state not in (${STEP_OVER}) and b.state in (${OPEN})
                           order by place limit 1) h on true
      cross join lateral (select count(*)::int as signed from signature
                           where subject_stream = b.id and subject = h.id::text and meaning <> 'restart' and not void) g
       left join lateral (select json_build_object('purpose', purpose, 'window', "window", 'step', step,
                                                   'dueAt', ${instant('due_at')}) as timer
                            from timer where batch = b.id and state = 'running' and purpose <> 'stop-again' order by due_at limit 1) t on true
      cross join lateral (select coalesce(json_agg(json_build_object(
                                   'id', number, 'step', step, 'kind', kind, 'criticality', criticality,
                                   'raisedAt', ${instant('raised_at')},
                                   'waitsFor', case when ${ANSWER_DUE} then 'answer' else 'comment' end)
                                 order by substr(number, 2)::int), '[]'::json) as exceptions
                            from exception where batch = b.id and (comment is null or ${ANSWER_DUE})) e
      where b.state in (${OPEN}) or k.unit is not null
      order by b.issued_at, b.code`,
  );

/** Frozen recipes by their hash: what has one hash is one recipe. */
export const recipesByHash = (tx: Tx, hashes: string[]): Promise<{ hash: string; recipe: MasterRecipe }[]> =>
  tx.query(`select distinct on (hash) hash, recipe from batch_recipe where hash = any($1)`, [hashes]);
