import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { hashOf } from '../../src/kernel/canonical-json.js';
import { dataSource } from '../../src/platform/database/index.js';
import { DEMO_PASSWORD } from '../../tools/demo/people.js';
import { startApp, type TestApp } from '../support/app.js';
import { asAdmin } from '../support/cluster.js';

let app: TestApp;
beforeAll(async () => void (app = await startApp()), 180_000);
afterAll(() => app.stop());

interface Page {
  cursor: string;
  facts: { stream: string; seq: number; type: string }[];
}

/** Pages of the feed as a browser gets them, until `enough` says so. */
async function pages(cookie: string, cursor: string | null, enough: (pages: Page[]) => boolean): Promise<Page[]> {
  const abort = new AbortController();
  const query = cursor === null ? '' : `?cursor=${cursor}`;
  const response = await fetch(`${app.url}/api/live${query}`, { headers: { cookie }, signal: abort.signal });
  const seen: Page[] = [];
  let text = '';
  for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    const events = text.split('\n\n');
    text = events.pop()!;
    for (const event of events) {
      const data = event.split('\n').find((line) => line.startsWith('data: '));
      if (data !== undefined) seen.push(JSON.parse(data.slice(6)) as Page);
    }
    if (enough(seen)) break;
  }
  abort.abort();
  return seen;
}

async function cookieOf(username: string): Promise<string> {
  const response = await fetch(`${app.url}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username, password: DEMO_PASSWORD }),
  });
  return response.headers.getSetCookie()[0]!.split(';')[0]!;
}

describe('the live feed', () => {
  it('tells of facts as they are committed, and goes on from a cursor without a hole or a repeat', async () => {
    const cookie = await cookieOf('engineer');
    const [start] = await pages(cookie, null, (seen) => seen.length === 1);
    const engineer = await app.as('engineer');
    const put = (code: string) => engineer.put(`/sponsors/${code}`, { name: code });
    const names = ['sponsor-p', 'sponsor-q', 'sponsor-r'];
    await put(names[0]!);
    const sponsors = (seen: Page[]) =>
      seen.flatMap((page) => page.facts).filter(({ type }) => type.startsWith('sponsor.'));
    const before = await pages(cookie, start!.cursor, (seen) => sponsors(seen).length > 0);
    for (const code of names.slice(1)) await put(code);
    const after = await pages(cookie, before.at(-1)!.cursor, (seen) => sponsors(seen).length >= 2);
    const facts = sponsors([...before, ...after]);
    expect(facts).toHaveLength(3);
    expect(new Set(facts.map(({ stream }) => stream)).size).toBe(3);
  });

  it('goes by the numbers of transactions, and tells nothing of before a restore', async () => {
    const places = await asAdmin(app.database.adminUrl, async (admin) => {
      await admin.query('alter table fact disable trigger append_only');
      const { rows } = await admin.query<{ n: string; place: string }>(
        `update fact f set tx = (array['9', '10', '100', '0'])[s.n]::xid8
           from (select stream, seq, row_number() over (order by stream, seq) as n from fact
                  where stream like 'person/%' order by stream, seq limit 4) s
          where (f.stream, f.seq) = (s.stream, s.seq) returning s.n, f.stream || ' ' || f.seq as place`,
      );
      await admin.query('alter table fact enable trigger append_only');
      return rows.toSorted((a, b) => Number(a.n) - Number(b.n)).map(({ place }) => place);
    });
    const [page] = await pages(await cookieOf('engineer'), '1', (seen) => seen.length === 1);
    const told = page!.facts.map(({ stream, seq }) => `${stream} ${seq}`);
    expect(told.slice(0, 3)).toEqual(places.slice(0, 3));
    expect(told).not.toContain(places[3]);
  });

  it('is for people who are signed in, and takes no cursor of another form', async () => {
    expect((await app.nobody().send('GET', '/live')).status).toBe(401);
    const engineer = await app.as('engineer');
    expect(await engineer.refusal('GET', '/live?cursor=x')).toMatchObject({ status: 400, code: 'cursor.invalid' });
  });
});

describe('a stored command', () => {
  it('keeps no hash from which a password could be guessed', async () => {
    const password = 'a long first password';
    const administrator = await app.as('administrator');
    const site = (await administrator.get<{ code: string }[]>('/sites'))[0]!.code;
    const body = { username: 'someone', name: 'S. Someone', site, password };
    await administrator.post('/people', body);
    const owner = await dataSource(app.database.ownerUrl).initialize();
    const rows = await owner.query<{ body_hash: string }[]>('select body_hash from idempotency');
    await owner.destroy();
    const hashes = rows.map((row) => row.body_hash);
    expect(hashes).not.toContain(hashOf(body));
    expect(hashes).not.toContain(createHash('sha256').update(JSON.stringify(body)).digest('hex'));
    const { password: _, ...rest } = body;
    expect(hashes).toContain(hashOf(rest));
  });
});

describe('the server', () => {
  it('answers whether it and its database live, and that it is a demo', async () => {
    expect(await app.nobody().get('/health')).toMatchObject({ status: 'ok' });
    expect(await app.nobody().get('/demo')).toMatchObject({ demo: true, speed: 60 });
  });
});
