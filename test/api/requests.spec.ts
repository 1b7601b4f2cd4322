import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { dataSource } from '../../src/platform/database/index.js';
import { startApp, type TestApp } from '../support/app.js';

let app: TestApp;
beforeAll(async () => void (app = await startApp()), 60_000);
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
    expect((await (await app.as('engineer')).send('GET', '/session')).status).toBe(200);
  });
});
