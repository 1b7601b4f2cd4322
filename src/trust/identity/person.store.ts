import { In } from 'typeorm';
import { Refusal } from '../../kernel/refusal.js';
import type { Tx } from '../../platform/database/index.js';
import type { StoredProjection } from '../ledger/index.js';
import { type PersonRow, personProjection, type PersonState, type SsoAccount } from './domain/index.js';
import { PasskeyEntity, PersonEntity, RoleGrantEntity, SecretResetEntity } from './person.entity.js';

export const personStore: StoredProjection<PersonState> = {
  ...personProjection,
  tables: {
    person: { entity: PersonEntity, stream: 'id' },
    role_grant: { entity: RoleGrantEntity, stream: 'person' },
    secret_reset: { entity: SecretResetEntity, stream: 'person' },
    passkey: { entity: PasskeyEntity, stream: 'person' },
  },
};

/** Who registers a username holds it until the transaction ends, so that two at once make one. */
export async function holdUsername(tx: Tx, username: string): Promise<void> {
  await tx.query(`select pg_advisory_xact_lock(hashtextextended($1, 0))`, [`person ${username}`]);
}

/** Whoever may take an administrator away holds this until the transaction ends, so that two at once leave one. */
export async function holdAdministrators(tx: Tx): Promise<void> {
  await tx.query(`select pg_advisory_xact_lock(hashtextextended('administrators', 0))`);
}

/** Whether somebody who is not disabled is administrator everywhere and without an end. */
export async function administratorRemains(tx: Tx): Promise<boolean> {
  const [row] = await tx.query<{ remains: boolean }>(
    `select exists (
       select from role_grant g join person p on p.id = g.person
        where p.status = 'active' and g.status = 'active' and g.role = 'administrator'
          and g.site is null and g.rooms is null and g.sponsors is null and g.until is null) as remains`,
  );
  return row!.remains;
}

export const findPerson = (tx: Tx, username: string) => tx.entities.findOneBy(PersonEntity, { username });
export const anyPerson = (tx: Tx) => tx.entities.exists(PersonEntity);

/** A person of a site in sight; refuses with `person.not-found`, also one of another site. */
export async function personInSight(tx: Tx, id: string): Promise<PersonRow> {
  const [row] = await tx.query<{ seen: boolean }>(
    `select exists (select from person p join site s on s.id = p.site where p.id = $1) as seen`,
    [id],
  );
  const person = row!.seen ? await tx.entities.findOneBy(PersonEntity, { id }) : null;
  if (person === null) throw new Refusal('not-found', 'person.not-found', { id });
  return person;
}

/** Where a person belongs. */
export async function siteOf(tx: Tx, person: string): Promise<string> {
  const [row] = await tx.query<{ site: string }>(`select site from person where id = $1`, [person]);
  return row!.site;
}

/** Whose account at a provider that is; undefined where it is nobody's here. */
export async function personOfAccount(tx: Tx, { issuer, subject }: SsoAccount): Promise<string | undefined> {
  const [row] = await tx.query<{ id: string }>(
    `select id from person where sso ->> 'issuer' = $1 and sso ->> 'subject' = $2`,
    [issuer, subject],
  );
  return row?.id;
}

export const isLinkedTwice = (error: unknown): boolean =>
  (error as { constraint?: string } | null)?.constraint === 'person_sso';

const of = <Row extends { id: string; person: string }>(rows: Row[], person: string): Record<string, Row> =>
  Object.fromEntries(rows.filter((row) => row.person === person).map((row) => [row.id, row]));

/** Everybody of the sites in sight as the state of their stream, by username. */
export async function listPeople(tx: Tx): Promise<PersonState[]> {
  const seen = await tx.query<{ id: string }>(`select p.id from person p join site s on s.id = p.site`);
  const ids = seen.map(({ id }) => id);
  const people = await tx.entities.find(PersonEntity, { where: { id: In(ids) }, order: { username: 'asc' } });
  const grants = await tx.entities.find(RoleGrantEntity);
  const resets = await tx.entities.find(SecretResetEntity);
  const passkeys = await tx.entities.find(PasskeyEntity);
  return people.map((person) => ({
    person: { [person.id]: person },
    role_grant: of(grants, person.id),
    secret_reset: of(resets, person.id),
    passkey: of(passkeys, person.id),
  }));
}

/** What everybody is called, by id. */
export async function namesOfPeople(tx: Tx): Promise<Map<string, string>> {
  const people = await tx.query<{ id: string; name: string }>(`select id, name from person`);
  return new Map(people.map(({ id, name }) => [id, name]));
}
