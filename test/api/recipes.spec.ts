import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { DEMO_PASSWORD } from '../../tools/demo/people.js';
import { startApp, type TestApp } from '../support/app.js';

const TEXT = readFileSync('recipes/car-t-demo.yaml', 'utf8');

interface Recipe {
  id: string;
  code: string;
  version: number;
  state: string;
  hash: string;
  signatures: { meaning: string; name: string }[];
  signing: { hash: string };
}

let app: TestApp;
beforeAll(async () => void (app = await startApp()), 60_000);
afterAll(() => app.stop());

async function sign(username: 'engineer' | 'supervisor' | 'qa', id: string, act: string, meaning: string, more = {}) {
  const person = await app.as(username);
  const { signing } = await person.get<Recipe>(`/recipes/${id}`);
  const credentials = { username, password: DEMO_PASSWORD, meaning, hash: signing.hash };
  return person.send<{ code: string; state: string }>('POST', `/recipes/${id}/${act}`, {
    signing: credentials,
    ...more,
  });
}

const draft = async (text = TEXT) => (await app.as('engineer')).post<Recipe>('/recipes', { text });

async function approve(text?: string): Promise<string> {
  const { id } = await draft(text);
  await sign('engineer', id, 'submit', 'authored');
  await sign('supervisor', id, 'approve', 'checked', { check: 'technical' });
  await sign('qa', id, 'approve', 'approved', { check: 'quality' });
  return id;
}

async function makeEffective(): Promise<Recipe> {
  const id = await approve();
  await sign('qa', id, 'make-effective', 'released');
  return (await app.as('qa')).get<Recipe>(`/recipes/${id}`);
}

describe('a recipe', () => {
  it('211.186(a): becomes effective by the signatures of its author and of two others', async () => {
    const recipe = await makeEffective();
    expect(recipe.state).toBe('effective');
    expect(recipe.signatures.map(({ meaning, name }) => [meaning, name])).toEqual([
      ['authored', 'J. Okafor'],
      ['checked', 'A. Lindqvist'],
      ['approved', 'S. Tanaka'],
      ['released', 'S. Tanaka'],
    ]);
  });

  it('is superseded by the next version that becomes effective', async () => {
    const first = await makeEffective();
    const second = await makeEffective();
    expect(second.version).toBe(first.version + 1);
    const engineer = await app.as('engineer');
    expect(await engineer.get(`/recipes/${first.id}`)).toMatchObject({ state: 'superseded' });
    const all = await engineer.get<Recipe[]>('/recipes');
    const effective = all.filter(({ code, state }) => code === second.code && state === 'effective');
    expect(effective.map(({ id }) => id)).toEqual([second.id]);
  });

  it('has one version in effect, whichever of two released at once came first', async () => {
    const text = TEXT.replace(/^recipe: .*$/m, 'recipe: released-at-once');
    const versions = [await approve(text), await approve(text)];
    const holder = new pg.Client({ connectionString: app.database.adminUrl });
    await holder.connect();
    await holder.query('begin');
    const streams = versions.map((id) => `recipe/${id}`);
    await holder.query('select from stream where id = any($1) for update', [streams]);
    const released = Promise.all(versions.map((id) => sign('qa', id, 'make-effective', 'released')));
    const waiting = async () => {
      await holder.query('select pg_stat_clear_snapshot()');
      const found = `select from pg_stat_activity where datname = $1 and wait_event_type = 'Lock'`;
      return (await holder.query(found, [app.database.name])).rowCount;
    };
    while ((await waiting()) !== 2) await sleep(20);
    await holder.query('rollback');
    await holder.end();
    expect((await released).map(({ status }) => status)).toEqual([201, 201]);
    const all = await (await app.as('engineer')).get<Recipe[]>('/recipes');
    const states = all.filter(({ id }) => versions.includes(id)).map(({ state }) => state);
    expect(states.sort()).toEqual(['effective', 'superseded']);
  });

  it('that is malformed is refused with the line and the path of every fault', async () => {
    const engineer = await app.as('engineer');
    const problem = await engineer.refusal('POST', '/recipes', {
      text: TEXT.replace('kind: instruction', 'kind: dance'),
    });
    expect(problem).toMatchObject({ status: 422, code: 'recipe.not-valid' });
    const line = TEXT.slice(0, TEXT.indexOf('kind: instruction')).split('\n').length;
    expect(problem.values['findings']).toEqual([
      expect.objectContaining({
        line,
        path: 'procedure[0].operations[0].phases[1].kind',
        code: 'schema.discriminator',
      }),
    ]);
  });

  it('11.10(f): moves in forced order only', async () => {
    const { id } = await draft();
    const early = await sign('qa', id, 'make-effective', 'released');
    expect(early).toMatchObject({ status: 409, body: { code: 'recipe.transition-not-allowed' } });
  });

  it('11.70: refuses a signature over another content than the one that stands', async () => {
    const { id } = await draft();
    const engineer = await app.as('engineer');
    const signing = { username: 'engineer', password: DEMO_PASSWORD, meaning: 'authored', hash: '0'.repeat(64) };
    expect(await engineer.refusal('POST', `/recipes/${id}/submit`, { signing })).toMatchObject({
      code: 'signature.content-changed',
    });
  });

  it('is drafted by recipe engineers alone', async () => {
    const operator = await app.as('operator');
    expect(await operator.refusal('POST', '/recipes', { text: TEXT })).toMatchObject({
      status: 403,
      code: 'permission.missing',
    });
  });

  it('names every unknown field of a request', async () => {
    const engineer = await app.as('engineer');
    const problem = await engineer.refusal('POST', '/recipes', { text: TEXT, state: 'effective' });
    expect(problem).toMatchObject({ status: 400, code: 'request.invalid', values: { fields: [{ field: 'state' }] } });
  });
});
