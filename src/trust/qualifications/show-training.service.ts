import { Injectable } from '@nestjs/common';
import type { Uuid } from '../../kernel/ids.js';
import { Database } from '../../platform/database/index.js';
import type { Caller } from '../../platform/http/index.js';
import { type Need, type Standing, standingsOf } from './domain/index.js';
import type { MatrixDto, PersonTrainingDto, SkillDto } from './qualification.dto.js';
import {
  bestTrainingsOf,
  databaseNow,
  listSkills,
  openTasksOf,
  tasksOf,
  traineeInSight,
  traineesInSight,
  trainingsOf,
} from './qualification.store.js';
import { personTraining, skillOf } from './qualification.view.js';

/** What people are trained in, as others see it. */
@Injectable()
export class ShowTraining {
  constructor(private readonly database: Database) {}

  skills(caller: Caller): Promise<SkillDto[]> {
    return this.database.read(caller.scope, async (tx) => (await listSkills(tx)).map(skillOf));
  }

  /** Refuses with `person.not-found`. */
  of(caller: Caller, id: Uuid): Promise<PersonTrainingDto> {
    return this.database.read(caller.scope, async (tx) => {
      const { zone } = await traineeInSight(tx, id);
      const now = await databaseNow(tx);
      return personTraining(await trainingsOf(tx, [id]), await tasksOf(tx, [id]), { now, zone });
    });
  }

  /** Everybody of the sites in sight against every skill that is defined, and all else that one of them is trained in or reads. */
  matrix(caller: Caller): Promise<MatrixDto> {
    return this.database.read(caller.scope, async (tx) => {
      const [people, skills, now] = [await traineesInSight(tx), await listSkills(tx), await databaseNow(tx)];
      const ids = people.map(({ id }) => id);
      const trainings = Map.groupBy(await bestTrainingsOf(tx, ids), ({ person }) => person);
      const tasks = Map.groupBy(await openTasksOf(tx, ids), ({ person }) => person);
      const rows = people.map(({ id, username, name, site, zone }) => {
        const standings = standingsOf(trainings.get(id) ?? [], tasks.get(id) ?? [], { now, zone });
        return { id, username, name, site, standings };
      });
      const defined = skills.map(({ id: code, title }): Need => ({ kind: 'skill', code, version: null, title }));
      return {
        needs: columnsOf(
          defined,
          rows.flatMap(({ standings }) => standings),
        ),
        people: rows,
      };
    });
  }
}

const ORDER = ['skill', 'document', 'recipe'];

/** Each need once: skills first, then documents, then recipes, by their codes and versions. */
function columnsOf(defined: readonly Need[], standings: readonly Standing[]): Need[] {
  const key = ({ kind, code, version }: Need): string => `${ORDER.indexOf(kind)} ${code} ${version ?? ''}`;
  const needs = [...defined, ...standings].map(({ kind, code, version, title }) => ({ kind, code, version, title }));
  const once = new Map(needs.toReversed().map((need) => [key(need), need]));
  return [...once].sort(([a], [b]) => a.localeCompare(b, 'en', { numeric: true })).map(([, need]) => need);
}
