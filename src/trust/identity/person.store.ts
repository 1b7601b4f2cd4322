import type { Tx } from '../../platform/database/index.js';
import type { StoredProjection } from '../ledger/index.js';
import { personProjection, type PersonState } from './domain/index.js';
import { PersonEntity, RoleGrantEntity } from './person.entity.js';

export const personStore: StoredProjection<PersonState> = {
  ...personProjection,
  tables: { person: { entity: PersonEntity, stream: 'id' }, role_grant: { entity: RoleGrantEntity, stream: 'person' } },
};

/** Who registers a username holds it until the transaction ends, so that two at once make one. */
export async function holdUsername(tx: Tx, username: string): Promise<void> {
  await tx.query(`select pg_advisory_xact_lock(hashtextextended($1, 0))`, [`person ${username}`]);
}

export const findPerson = (tx: Tx, username: string) => tx.entities.findOneBy(PersonEntity, { username });
export const anyPerson = (tx: Tx) => tx.entities.exists(PersonEntity);

/** Everybody as the state of their stream, by username. */
export async function listPeople(tx: Tx): Promise<PersonState[]> {
  const people = await tx.entities.find(PersonEntity, { order: { username: 'asc' } });
  const grants = await tx.entities.find(RoleGrantEntity);
  return people.map((person) => ({
    person: { [person.id]: person },
    role_grant: Object.fromEntries(
      grants.filter((grant) => grant.person === person.id).map((grant) => [grant.id, grant]),
    ),
  }));
}
