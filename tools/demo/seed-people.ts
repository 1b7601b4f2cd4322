import { randomBytes } from 'node:crypto';
import { type Api, signIn } from './api.js';
import { DEMO_PASSWORD, DEMO_PEOPLE, type DemoPerson } from './people.js';

interface Person {
  id: string;
  username: string;
  roles: { role: string }[];
  signingNeeds: string[];
}

/** Registers who is missing, and goes on with each where an earlier start was cut off: each step looks at what is there. */
export async function seedPeople(url: string, administrator: Api, site: string): Promise<void> {
  const known = await administrator.get<Person[]>('/people');
  await Promise.all(
    DEMO_PEOPLE.map(async (demo) => {
      const person = known.find(({ username }) => username === demo.username);
      await seedPerson(url, administrator, demo, person ?? (await register(administrator, demo, site)));
    }),
  );
}

/** Nobody knows a first password: the person's own follows at once. */
const firstPassword = () => randomBytes(18).toString('base64url');

const register = (administrator: Api, { username, name }: DemoPerson, site: string) =>
  administrator.post<Person>('/people', { username, name, site, password: firstPassword() });

async function seedPerson(url: string, administrator: Api, demo: DemoPerson, person: Person): Promise<void> {
  const { id, roles, signingNeeds: needs } = person;
  if (!roles.some(({ role }) => role === demo.role))
    await administrator.post(`/people/${id}/roles`, { role: demo.role });
  if (needs.includes('person.identity-not-confirmed'))
    await administrator.post(`/people/${id}/identity`, { evidence: 'made up for the demo' });
  if (needs.includes('session.must-change-password')) await choosePassword(url, administrator, person);
  if (needs.includes('statement.not-signed'))
    await signStatement(await signIn(url, person.username, DEMO_PASSWORD), demo);
}

async function choosePassword(url: string, administrator: Api, { id, username }: Person): Promise<void> {
  const password = firstPassword();
  await administrator.post(`/people/${id}/password`, { password });
  await (await signIn(url, username, password)).post('/me/password', { password, newPassword: DEMO_PASSWORD });
}

/** That a signature of theirs binds as one by hand does (11.10(j)). */
async function signStatement(own: Api, { username }: DemoPerson): Promise<void> {
  const { hash } = await own.get<{ hash: string }>('/me/statement');
  await own.post('/me/statement', { username, password: DEMO_PASSWORD, hash });
}
