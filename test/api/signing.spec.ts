import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { hashOf } from '../../src/kernel/canonical-json.js';
import { newId } from '../../src/platform/clock/index.js';
import { Database, dataSource, SYSTEM_SCOPE } from '../../src/platform/database/index.js';
import type { Caller } from '../../src/platform/http/index.js';
import { OpenSession } from '../../src/trust/identity/open-session.service.js';
import { personStore } from '../../src/trust/identity/index.js';
import { type Fact, Ledger, type StoredProjection } from '../../src/trust/ledger/index.js';
import {
  applySignature,
  refuseChangedContent,
  SignatureEntity,
  signatureGiven,
  type SignatureRow,
  Signatures,
  type Signer,
} from '../../src/trust/signatures/index.js';
import type { DataSource } from 'typeorm';
import { startApp, type TestApp } from '../support/app.js';
import type { Client } from '../support/client.js';
import { storedRows } from '../support/stored-rows.js';
import { signingOn } from './signing-on.js';

const PASSWORD = 'open sesame 12345';
const OWN = 'a phrase of their own';

let app: TestApp;
let owner: DataSource;
let database: Database;
let ledger: Ledger;
let signatures: Signatures;
let admin: Client;
let place: string;
let site: string;
let caller: Caller;

/** A stream that holds nothing but signatures. */
type SpecimenState = { signature: Record<string, SignatureRow> };
const specimen: StoredProjection<SpecimenState> = {
  kind: 'specimen',
  empty: { signature: {} },
  apply: (state, fact) => applySignature(state, fact),
  tables: { signature: { entity: SignatureEntity, stream: 'subjectStream' } },
};
const CONTENT = { volume: { value: '50.0', unit: 'mL' } };

async function person(username: string, role: string): Promise<{ id: string; client: Client }> {
  const body = { username, name: `${username} Muster`, site: place, password: PASSWORD };
  const { id } = await admin.post<{ id: string }>('/people', body);
  await admin.post(`/people/${id}/roles`, { role, reason: 'new here' });
  const client = app.nobody();
  await client.post('/session', { username, password: PASSWORD });
  await client.post('/me/password', { password: PASSWORD, newPassword: OWN });
  return { id, client };
}

async function signStatement(username: string, client: Client): Promise<void> {
  const { hash } = await client.get<{ hash: string }>('/me/statement');
  await client.post('/me/statement', { username, password: OWN, hash });
}

async function signer(username: string, role: string) {
  const made = await person(username, role);
  await admin.post(`/people/${made.id}/identity`, { evidence: 'passport' });
  await signStatement(username, made.client);
  return made;
}

const authenticate = (username: string, password: string) =>
  signatures.authenticate(caller, { username, password, meaning: 'performed', hash: hashOf(CONTENT) }, 'specimen/new');

const failures = async () => {
  const rows = await owner.query<{ text: string }[]>(
    `select text from fact where type = 'signing.failed' order by at, seq`,
  );
  return rows.map((row) => JSON.parse(row.text) as Fact);
};

/** A signature on a new record. */
const sign = async (username: string) => give(await authenticate(username, OWN));

async function give(by: Signer): Promise<{ record: string; row: SignatureRow; values: Fact['values'] }> {
  const record = newId();
  const { state, facts } = await database.write(SYSTEM_SCOPE, (tx) =>
    ledger.change(
      tx,
      specimen,
      record,
      { person: by.person, name: by.name, role: 'operator' },
      () => [
        signatureGiven(by, {
          id: newId(),
          subject: 'sample',
          meaning: 'performed',
          role: 'operator',
          content: CONTENT,
        }),
      ],
      { site, zone: 'Europe/Vienna', sponsor: null },
    ),
  );
  return { record, row: Object.values(state.signature)[0]!, values: facts[0]!.values };
}

beforeAll(async () => {
  app = await startApp();
  owner = await dataSource(app.database.ownerUrl).initialize();
  const nest = app.server.app;
  database = nest.get(Database, { strict: false });
  ledger = nest.get(Ledger, { strict: false });
  signatures = nest.get(Signatures, { strict: false });
  admin = await app.as('administrator');
  [{ id: site, code: place }] = (await admin.get<{ id: string; code: string }[]>('/sites')) as [
    { id: string; code: string },
  ];
  const { id } = await signer('ada', 'operator');
  caller = {
    person: { id, username: 'ada', name: 'ada Muster' },
    role: 'operator',
    permissions: new Set(),
    scope: SYSTEM_SCOPE,
    session: newId(),
  };
});
afterAll(async () => {
  await owner.destroy();
  await app.stop();
});

describe('who may sign', () => {
  it('11.100(b), 11.10(j): only whose identity was confirmed and who signed the statement', async () => {
    const { id, client } = await person('newcomer', 'operator');
    await expect(authenticate('newcomer', OWN)).rejects.toMatchObject({
      code: 'signature.not-enabled',
      values: { needs: ['person.identity-not-confirmed', 'statement.not-signed'] },
    });
    await admin.post(`/people/${id}/identity`, { evidence: 'passport' });
    await expect(authenticate('newcomer', OWN)).rejects.toMatchObject({ values: { needs: ['statement.not-signed'] } });
    await signStatement('newcomer', client);
    expect(await authenticate('newcomer', OWN)).toMatchObject({
      person: id,
      username: 'newcomer',
      roles: ['operator'],
    });
  });

  it('11.10(j): the statement is signed as shown, by its person, with both components', async () => {
    const { client } = await person('careful', 'operator');
    const { hash } = await client.get<{ hash: string }>('/me/statement');
    const refusal = async (body: object) => (await client.refusal('POST', '/me/statement', body)).code;
    expect(await refusal({ username: 'careful', hash })).toBe('request.invalid');
    expect(await refusal({ password: OWN, hash })).toBe('request.invalid');
    expect(await refusal({ username: 'ada', password: OWN, hash })).toBe('signature.not-authenticated');
    expect(await refusal({ username: 'careful', password: 'not my password', hash })).toBe(
      'signature.not-authenticated',
    );
    expect(await refusal({ username: 'careful', password: OWN, hash: 'f'.repeat(64) })).toBe('statement.other-version');
  });

  it('11.200(a)(3): what two administrators reset a signer to signs nothing, should they put it together', async () => {
    const { id } = await signer('absent', 'operator');
    const first = (await person('first-admin', 'administrator')).client;
    const second = (await person('second-admin', 'administrator')).client;
    type Part = { reset: string; part: string };
    const asked = await first.post<Part>(`/people/${id}/resets`, { reason: 'forgot it' });
    const { part } = await second.post<Part>(`/people/${id}/resets/${asked.reset}/confirm`);
    await expect(authenticate('absent', `${asked.part}-${part}`)).rejects.toMatchObject({
      code: 'signature.not-enabled',
      values: { needs: ['session.must-change-password'] },
    });
  });

  it("11.200(a)(1), 11.200(a)(2): a second person signs at the first one's tablet as themselves", async () => {
    const { id } = await signer('vera', 'qa-reviewer');
    expect(await authenticate('vera', OWN)).toMatchObject({ person: id, roles: ['qa-reviewer'] });
  });
});

describe('a failed signing', () => {
  it('11.300(d): is recorded at once, with who tried and who was meant, and refused', async () => {
    const { id } = await signer('mistyper', 'operator');
    await expect(authenticate('mistyper', 'wrong wrong wrong')).rejects.toMatchObject({
      code: 'signature.not-authenticated',
    });
    expect((await failures()).at(-1)).toMatchObject({
      by: { person: caller.person.id },
      values: { person: id, username: 'mistyper', why: 'wrong-password' },
    });
  });

  it('counts towards the lock of signing in', async () => {
    await signer('guessed', 'operator');
    for (const _ of [1, 2, 3, 4, 5])
      await expect(authenticate('guessed', 'wrong wrong wrong')).rejects.toMatchObject({
        code: 'signature.not-authenticated',
      });
    await expect(authenticate('guessed', OWN)).rejects.toMatchObject({ code: 'signature.not-authenticated' });
    const refusal = await app.nobody().refusal('POST', '/session', { username: 'guessed', password: OWN });
    expect(refusal.code).toBe('session.not-authenticated');
  });

  it('leaves an empty or a disabled signer no way', async () => {
    await expect(authenticate('', '')).rejects.toMatchObject({ code: 'signature.not-authenticated' });
    const { id } = await signer('former', 'operator');
    await admin.post(`/people/${id}/disable`, { reason: 'left the company' });
    await expect(authenticate('former', OWN)).rejects.toMatchObject({ code: 'signature.not-authenticated' });
    expect((await failures()).at(-1)).toMatchObject({ values: { why: 'disabled' } });
  });
});

describe('a signature', () => {
  it('11.50, An.11-14: stands on its record with printed name, meaning, date, time and zone', async () => {
    const { record, row } = await sign('ada');
    const stored = await database.read(SYSTEM_SCOPE, (tx) => storedRows(tx, specimen, record));
    expect(Object.values(stored.signature)).toEqual([row]);
    expect(row).toMatchObject({
      name: 'ada Muster',
      username: 'ada',
      role: 'operator',
      meaning: 'performed',
      zone: 'Europe/Vienna',
    });
    expect(row.at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  });

  it('replaying its record gives exactly the stored row', async () => {
    const { record, row } = await sign('ada');
    const links = await database.read(SYSTEM_SCOPE, (tx) => ledger.facts(tx, `specimen/${record}`));
    const replayed = links.reduce((state, { fact }) => specimen.apply(state, fact), specimen.empty);
    expect(replayed.signature).toEqual({ [row.id]: row });
  });

  it('11.70: cannot be copied to another record, altered or taken away', async () => {
    const { row } = await sign('ada');
    const { record: other } = await sign('ada');
    const server = await dataSource(app.database.appUrl).initialize();
    const asServer = (sql: string, parameters: unknown[]) =>
      server.transaction(async (manager) => {
        await manager.query(`select set_config('ballroom.sponsors', '*', true)`);
        await manager.query(sql, parameters);
      });
    try {
      const columns = 'subject, meaning, person, username, name, role, hash, at, zone, void';
      const copy = `insert into signature (id, subject_stream, ${columns}) select $2, $3, ${columns} from signature where id = $1`;
      await expect(asServer(copy, [row.id, newId(), other])).rejects.toThrow('explained by no fact');
      const alter = `update signature set meaning = 'verified' where id = $1`;
      await expect(asServer(alter, [row.id])).rejects.toThrow('explained by no fact');
      await expect(asServer('delete from signature where id = $1', [row.id])).rejects.toThrow('permission denied');
    } finally {
      await server.destroy();
    }
  });

  it('11.70: does not fit a record that has changed', async () => {
    const { row } = await sign('ada');
    expect(() => refuseChangedContent(row.hash, CONTENT)).not.toThrow();
    expect(() => refuseChangedContent(row.hash, { volume: { value: '51.0', unit: 'mL' } })).toThrow(
      'signature.content-changed',
    );
  });

  it('is seen by whoever sees its record, and by no other sponsor', async () => {
    const { record } = await sign('ada');
    await owner.query(`update stream set sponsor = 'acme' where id = $1`, [`specimen/${record}`]);
    const seen = (sponsors: string[]) =>
      database.read({ sponsors }, (tx) => tx.query('select id from signature where subject_stream = $1', [record]));
    expect(await seen(['acme'])).toHaveLength(1);
    expect(await seen(['other'])).toHaveLength(0);
  });
});

signingOn(() => ({
  ...{ app, owner, admin, signatures, signer, password: OWN },
  opened: (id, by) =>
    database.write(SYSTEM_SCOPE, async (tx) => {
      const now = new Date().toISOString();
      const opening = app.server.app.get(OpenSession, { strict: false });
      return opening.open(tx, { state: await ledger.load(tx, personStore, id), now }, { agent: undefined, by });
    }),
  give: async (by) => (await give(by)).values,
  signedIn: async (username) => {
    const client = app.nobody();
    await client.post('/session', { username, password: OWN });
    return client;
  },
}));
