import { In, Raw } from 'typeorm';
import type { Instant, Uuid } from '../../kernel/ids.js';
import { Refusal } from '../../kernel/refusal.js';
import type { Tx } from '../../platform/database/index.js';
import { ENTERPRISE, type NewStream, type StoredProjection } from '../ledger/index.js';
import { SignatureEntity } from '../signatures/index.js';
import {
  type ReadingTaskRow,
  skillProjection,
  type SkillRow,
  type SkillState,
  trainingProjection,
  type TrainingRow,
  type TrainingState,
} from './domain/index.js';
import { ReadingTaskEntity, SkillEntity, TrainingEntity } from './qualification.entity.js';

export const skillStore: StoredProjection<SkillState> = {
  ...skillProjection,
  tables: { skill: { entity: SkillEntity, stream: 'id' } },
};

export const trainingStore: StoredProjection<TrainingState> = {
  ...trainingProjection,
  tables: {
    training: { entity: TrainingEntity, stream: 'person' },
    reading_task: { entity: ReadingTaskEntity, stream: 'person' },
    signature: { entity: SignatureEntity, stream: 'subjectStream' },
  },
};

/** Training goes with a person to every site; its facts are timed where the person is at home. */
export const trainingStream = (zone: string): NewStream => ({ ...ENTERPRISE, zone });

/** Somebody who is trained; `site` is the code of theirs, null where it is out of sight. */
export interface Trainee {
  id: Uuid;
  username: string;
  name: string;
  status: string;
  site: string | null;
  /** of their site, IANA name */
  zone: string;
}

// a person's stream is in everybody's sight, and timed where they are at home; their site may not be
const TRAINEE = `select p.id, p.username, p.name, p.status, s.code as site, h.zone
  from person p join stream h on h.id = 'person/' || p.id`;

/** A person of a site in sight; refuses with `person.not-found`. */
export async function traineeInSight(tx: Tx, id: Uuid): Promise<Trainee> {
  const [found] = await tx.query<Trainee>(`${TRAINEE} join site s on s.id = p.site where p.id = $1`, [id]);
  if (found === undefined) throw new Refusal('not-found', 'person.not-found', { id });
  return found;
}

/** Everybody of the sites in sight who is not disabled, by username. */
export const traineesInSight = (tx: Tx): Promise<Trainee[]> =>
  tx.query<Trainee>(`${TRAINEE} join site s on s.id = p.site where p.status = 'active' order by p.username`);

/** Who holds the role of an operator at one of these sites, or at any where none is named; in the order of their ids. */
export const operatorsAt = (tx: Tx, sites: readonly Uuid[] | null): Promise<Trainee[]> =>
  tx.query<Trainee>(
    `${TRAINEE} left join site s on s.id = p.site
      where p.status = 'active' and exists (
        select from role_grant g
         where g.person = p.id and g.role = 'operator' and g.status = 'active'
           and (g.until is null or g.until > clock_timestamp())
           and ($1::uuid[] is null or g.site is null or g.site = any($1)))
      order by p.id`,
    [sites],
  );

/** What people are trained in stays as it is until the transaction ends; many may hold it so at once. */
export async function keepTraining(tx: Tx, people: readonly Uuid[]): Promise<void> {
  const streams = people.map((person) => `training/${person}`);
  await tx.query(`select from stream where id = any($1) order by id for share`, [streams]);
}

export const trainingsOf = (tx: Tx, people: readonly Uuid[]): Promise<TrainingRow[]> =>
  tx.entities.find(TrainingEntity, { where: { person: In([...people]) }, order: { id: 'ASC' } });

/** Of each thing that people are trained in, or have read, the one that is good longest; of what was revoked alone the last. */
export const bestTrainingsOf = (tx: Tx, people: readonly Uuid[]): Promise<TrainingRow[]> =>
  tx.entities.find(TrainingEntity, {
    where: {
      id: Raw(
        (id) => `${id} in (
          select distinct on (person, kind, code, version) id from training
           where person = any(:people) and (kind = 'skill' or how = 'read')
           order by person, kind, code, version, revoked_at is not null, last_day desc nulls first, revoked_at desc, id)`,
        { people },
      ),
    },
    order: { id: 'ASC' },
  });

export const tasksOf = (tx: Tx, people: readonly Uuid[]): Promise<ReadingTaskRow[]> =>
  tx.entities.find(ReadingTaskEntity, { where: { person: In([...people]) }, order: { id: 'ASC' } });

export const openTasksOf = (tx: Tx, people: readonly Uuid[]): Promise<ReadingTaskRow[]> =>
  tx.entities.find(ReadingTaskEntity, { where: { person: In([...people]), status: 'open' }, order: { id: 'ASC' } });

export const findSkill = (tx: Tx, code: string): Promise<SkillRow | null> =>
  tx.entities.findOneBy(SkillEntity, { id: code });

export const listSkills = (tx: Tx): Promise<SkillRow[]> => tx.entities.find(SkillEntity, { order: { id: 'ASC' } });

/** The database's clock, by which it is judged what has lapsed. */
export async function databaseNow(tx: Tx): Promise<Instant> {
  const [row] = await tx.query<{ now: Date }>(`select clock_timestamp() as now`);
  return row!.now.toISOString();
}
