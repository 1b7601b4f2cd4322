import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { dataSource } from '../../src/platform/database/index.js';
import { startApp, type TestApp } from '../support/app.js';
import type { Answer, Client } from '../support/client.js';
import { hostileJson, hostileText, mangled, samples } from '../support/hostile.js';
import { unitDefinition } from '../support/room-units.js';
import { until } from '../support/walk.js';

let app: TestApp;
beforeAll(async () => void (app = await startApp()), 180_000);
afterAll(() => app.stop());

describe('a request', () => {
  it.each(['/nonsense', '/people/x/y/z', '?page=1'])('for %s of the API finds a problem, and no page', async (path) => {
    const { status, headers, body } = await app.nobody().send('GET', path);
    expect([status, body]).toEqual([404, expect.objectContaining({ code: 'route.not-found' })]);
    expect(headers.get('content-type')).toContain('application/problem+json');
  });

  it.each([
    ['half a surrogate pair', '\ud800'],
    ['U+0000', '\0'],
  ])('with %s in a text is refused: no database and no record can hold it', async (_, text) => {
    const engineer = await app.as('engineer');
    for (const body of [{ text }, { text: 'x', [text]: 1 }, [{ deep: [text] }]])
      expect(await engineer.refusal('POST', '/recipes', body)).toMatchObject({
        status: 400,
        code: 'request.text-invalid',
      });
  });

  it('with U+0000 in its address is refused as well', async () => {
    const engineer = await app.as('engineer');
    for (const path of ['/units/U%00/readings/latest', '/units/U-01/logbook?cursor=%00', '/inbox?state=%00'])
      expect(await engineer.refusal('GET', path)).toMatchObject({ status: 400, code: 'request.text-invalid' });
  });

  it('that nests deeper than any route takes is refused before anything walks through it', async () => {
    let deep: unknown = 'x';
    for (let depth = 0; depth < 100; depth++) deep = [deep];
    expect(await app.nobody().refusal('POST', '/session', deep)).toMatchObject({
      status: 400,
      code: 'request.too-deep',
    });
  });

  it('to sign without saying how is refused by the field that is missing', async () => {
    const engineer = await app.as('engineer');
    const body = { changeControl: 'CC-1' };
    const problem = await engineer.refusal('POST', '/recipes/01990000-0000-7000-8000-000000000000/submit', body);
    expect(problem).toMatchObject({ status: 400, values: { fields: [{ field: 'signing' }] } });
  });

  it('whose database connection is cut in its middle is answered that the database is away', async () => {
    const owner = await dataSource(app.database.ownerUrl, { poolSize: 1 }).initialize();
    const admin = await dataSource(app.database.adminUrl, { poolSize: 1 }).initialize();
    const runner = owner.createQueryRunner();
    await runner.startTransaction();
    await runner.query('lock table session in access exclusive mode');
    const asked = app.nobody().send('GET', '/session', undefined, { cookie: 'ballroom_session=x' });
    const cut = async (): Promise<void> => {
      const found = await admin.query<object[]>(
        `select pg_terminate_backend(pid) from pg_stat_activity where datname = $1 and wait_event_type = 'Lock'`,
        [app.database.name],
      );
      if (found.length === 0) await cut();
    };
    await cut();
    expect(await asked).toMatchObject({ status: 503, body: { code: 'database.away' } });
    await runner.rollbackTransaction();
    await Promise.all([owner.destroy(), admin.destroy()]);
    // another connection of the server may have waited for the lock, and been cut with it
    await until('the server is well', async () => {
      const engineer = await app.as('engineer').catch(() => null);
      return engineer !== null && (await engineer.send('GET', '/session')).status === 200;
    });
  });
});

describe('Draft 10: hostile input over the API', () => {
  /** Each request is answered, by what is there or by a problem that says why not; the server is at fault in none. */
  async function answered(client: Client, requests: Promise<Answer<unknown>>[]): Promise<Set<number>> {
    const answers = await Promise.all(requests);
    for (const { status, headers, body } of answers) {
      expect({ status, body }).toMatchObject({ status: expect.any(Number) });
      expect(status).toBeLessThan(500);
      if (status >= 400) expect(headers.get('content-type')).toContain('application/problem+json');
    }
    expect((await client.send('GET', '/session')).status).toBe(200);
    return new Set(answers.map(({ status }) => status));
  }

  it('in the place of a unit, a tag, a span or a number of readings finds nothing or is refused', async () => {
    const administrator = await app.as('administrator');
    await administrator.put('/units/U-06', { ...unitDefinition('U-06'), status: 'in-service' });
    const operator = await app.as('operator');
    const instant = fc.oneof(fc.constantFrom('2026-11-22T12:00:00.000Z', '2026-11-22T13:00:00Z'), hostileText);
    const query = fc.record(
      { tag: fc.oneof(fc.constant('temperature'), hostileText), from: instant, to: instant, points: hostileText },
      { requiredKeys: [] },
    );
    const path = fc.constantFrom(
      'readings',
      'readings.csv',
      'readings/latest',
      'gaps',
      'rejects',
      'conflicts',
      'quarantine',
    );
    const code = fc.oneof({ weight: 3, arbitrary: fc.constant('U-06') }, { weight: 1, arbitrary: hostileText });
    const asked = samples(fc.tuple(code, path, query), 120).map(([of, what, given]) => {
      const search = new URLSearchParams(Object.entries(given).map(([key, text]) => [key, text.toWellFormed()]));
      return operator.send('GET', `/units/${encodeURIComponent(of.toWellFormed())}/${what}?${search.toString()}`);
    });
    expect([...(await answered(operator, asked))]).toEqual(expect.arrayContaining([200, 400, 404]));
  }, 60_000);

  it('in the body of a unit or of a class of units is refused by what is wrong with it', async () => {
    const administrator = await app.as('administrator');
    const definition = Buffer.from(JSON.stringify({ ...unitDefinition('U-05'), status: 'in-service' }));
    const body = fc.oneof(
      mangled(definition),
      hostileJson.map((text) => Buffer.from(text)),
    );
    const path = fc.constantFrom('/units/U-05', '/units/U-77', '/unit-classes/closed-bioreactor');
    const asked = samples(fc.tuple(path, body), 80).map(([to, bytes]) =>
      administrator.send('PUT', to, bytes, { 'content-type': 'application/json' }),
    );
    expect([...(await answered(administrator, asked))]).toEqual(expect.arrayContaining([400]));
  }, 60_000);

  it('in a file of results is refused whole', async () => {
    const operator = await app.as('operator');
    const body = fc.oneof(
      mangled(Buffer.from('Sample ID;Viable\r\n26-0001-S1;1,25\r\n')),
      fc.constant(Buffer.alloc(0)),
    );
    const type = fc.constantFrom('text/csv', 'application/json', 'image/png', 'text/csv; charset=utf-16');
    const asked = samples(fc.tuple(hostileText, type, body), 40).map(([mapping, mediaType, bytes]) => {
      const search = new URLSearchParams({ mapping: mapping.toWellFormed(), name: 'x.csv' });
      return operator.send('POST', `/inbox?${search.toString()}`, bytes, { 'content-type': mediaType });
    });
    const statuses = await answered(operator, asked);
    expect([...statuses].filter((status) => status < 400)).toEqual([]);
  }, 60_000);
});
