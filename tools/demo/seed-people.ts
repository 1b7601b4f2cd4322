import { randomBytes } from 'node:crypto';
import { type Api, signIn } from './api.js';
import { DEMO_PASSWORD, DEMO_PEOPLE, type DemoPerson } from './people.js';
import type { Staff } from './staff.js';

interface Person {
  id: string;
  username: string;
  roles: { role: string }[];
  signingNeeds: string[];
}

/** Registers who is missing, and goes on with each where an earlier start was cut off: each step looks at what is there. */
export async function seedPeople(
  staff: Staff,
  administrator: Api,
  site: string,
  people: readonly DemoPerson[] = DEMO_PEOPLE,
): Promise<void> {
  const known = await administrator.get<Person[]>('/people');
  await Promise.all(
    people.map((demo) => {
      const person = known.find(({ username }) => username === demo.username);
      return seedPerson(staff, administrator, demo, person ?? site);
    }),
  );
}

/** Nobody knows a first password: the person's own follows at once. */
const firstPassword = () => randomBytes(18).toString('base64url');

/** @param known the person, or the site of one to register */
async function seedPerson(
  staff: Staff,
  administrator: Api,
  { username, name, role }: DemoPerson,
  known: Person | string,
): Promise<void> {
  const password = firstPassword();
  const isNew = typeof known === 'string';
  const person = isNew ? await administrator.post<Person>('/people', { username, name, site: known, password }) : known;
  const { id, roles, signingNeeds: needs } = person;
  if (!roles.some((granted) => granted.role === role))
    await administrator.post(`/people/${id}/roles`, { role, reason: 'made up for the demo' });
  if (needs.includes('session.must-change-password')) {
    if (!isNew) await administrator.post(`/people/${id}/password`, { password });
    const own = await signIn(staff.url, username, password);
    await own.post('/me/password', { password, newPassword: DEMO_PASSWORD });
    staff.has(username, own);
  }
  // after the password: of whoever is confirmed no administrator alone sets one
  if (needs.includes('person.identity-not-confirmed'))
    await administrator.post(`/people/${id}/identity`, { evidence: 'made up for the demo' });
  if (needs.includes('statement.not-signed')) await signStatement(await staff.as(username), username);
}

/** That a signature of theirs binds as one by hand does (11.10(j)). */
async function signStatement(own: Api, username: string): Promise<void> {
  const { hash } = await own.get<{ hash: string }>('/me/statement');
  await own.post('/me/statement', { username, password: DEMO_PASSWORD, hash });
}
