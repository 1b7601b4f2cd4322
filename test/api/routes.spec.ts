import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Controller, Get } from '@nestjs/common';
import { DiscoveryModule, NestFactory } from '@nestjs/core';
import type { DataSource } from 'typeorm';
import { Open, Permission } from '../../src/platform/http/index.js';
import { CheckRoutes, type GuardedRoute, permissionsOf, type Role, ROLES } from '../../src/trust/identity/index.js';
import { dataSource } from '../../src/platform/database/index.js';
import { Accounts, GIVEN, OWN } from '../support/accounts.js';
import { startApp, type TestApp } from '../support/app.js';
import { BatchActs } from '../support/batch-acts.js';
import type { Client } from '../support/client.js';
import { makeEffective } from '../support/effective-recipe.js';
import { shortCulture } from '../support/short-culture.js';
import { until as eventually } from '../support/walk.js';

const HOLDERS = {
  operator: 'operator',
  supervisor: 'supervisor',
  'recipe-engineer': 'engineer',
  'qa-reviewer': 'qa',
  administrator: 'administrator',
} as const satisfies Partial<Record<Role, string>>;

const SITE = 'demo';
const SOON = new Date(Date.now() + 7 * 86_400_000).toISOString();

let app: TestApp;
let routes: GuardedRoute[];
let owner: DataSource;
let accounts: Accounts;
let admin: Client;
const clients = new Map<Role | 'nobody', Client>();

/** Somebody signed in with these grants and no others. */
async function withGrants(username: string, grants: object[], site = SITE): Promise<Client> {
  const { id } = await accounts.person(admin, username, undefined, site);
  for (const grant of grants) await admin.post(`/people/${id}/roles`, { reason: 'new here', ...grant });
  return accounts.signedIn(username, OWN);
}

const asRole = async (role: Role | 'nobody'): Promise<Client> =>
  clients.get(role) ?? app.as(HOLDERS[role as keyof typeof HOLDERS]);

beforeAll(async () => {
  app = await startApp({ endpoints: { 'U-07': 'mqtt://127.0.0.1:9' } });
  owner = await dataSource(app.database.ownerUrl).initialize();
  routes = app.server.app.get(CheckRoutes, { strict: false }).routes();
  admin = await app.as('administrator');
  accounts = new Accounts(app, owner, SITE);
  await admin.put('/sponsors/OTHER', { name: 'Another sponsor' });
  clients.set('nobody', await withGrants('nobody-one', []));
  clients.set('qualified-person', await withGrants('person-q', [{ role: 'qualified-person' }]));
  clients.set('planner', await withGrants('person-p', [{ role: 'planner' }]));
  clients.set('sponsor', await withGrants('person-s', [{ role: 'sponsor', sponsors: ['OTHER'] }]));
  clients.set('automation-unit', await withGrants('person-u', [{ role: 'automation-unit' }]));
  clients.set('inspector', await withGrants('person-i', [{ role: 'inspector', until: SOON }]));
});
afterAll(async () => {
  await owner.destroy();
  await app.stop();
});

const ID = '01990000-0000-7000-8000-000000000000';
const pathOf = ({ path }: GuardedRoute) => path.replace(/:\w+/g, ID);
const SPAN = `from=${new Date(0).toISOString()}&to=${new Date(1e6).toISOString()}`;
/** What one or another route asks to be told before it looks. */
const QUERIES = ['', SPAN, `tag=temperature&${SPAN}`, `version=${ID}&from=culture`, `tags=temperature&${SPAN}`];
const nameOf = ({ method, path }: GuardedRoute) => `${method} ${path}`;

/** What each of these routes answers a client: `METHOD /path: status code`. */
async function answers(client: Client, some: GuardedRoute[]): Promise<string[]> {
  const given: string[] = [];
  for (const route of some) {
    const { status, body } = await client.send<{ code?: string }>(route.method, pathOf(route));
    given.push(`${nameOf(route)}: ${status} ${body?.code}`);
  }
  return given;
}

describe('every route', () => {
  it('names its permission, or why anyone may call it', () => {
    expect(routes.length).toBeGreaterThan(15);
    expect(routes.filter(({ permission, open }) => (permission === undefined) === (open === undefined))).toEqual([]);
  });

  it('11.10(d): turns away who has no session', async () => {
    const guarded = routes.filter(({ permission }) => permission !== undefined);
    expect(await answers(app.nobody(), guarded)).toEqual(
      guarded.map((route) => `${nameOf(route)}: 401 session.missing`),
    );
  });

  it.each(['nobody', ...ROLES] as const)(
    '11.10(d): turns away a person as %s whose roles lack the permission',
    async (role) => {
      const held = permissionsOf(role === 'nobody' ? [] : [role]);
      const client = await asRole(role);
      const closed = routes.filter(({ permission }) => permission !== undefined && !held.has(permission));
      expect(closed.length).toBeGreaterThan(0);
      expect(await answers(client, closed)).toEqual(closed.map((route) => `${nameOf(route)}: 403 permission.missing`));
    },
  );

  it("11.10(d): what was turned away stands in the site's security stream, with who and what", async () => {
    const refused = await accounts.security('access.refused');
    expect(refused[0]).toMatchObject({
      by: { name: 'nobody-one Muster', role: 'none' },
      values: {
        username: 'nobody-one',
        permission: expect.any(String),
        route: expect.stringMatching(/^[A-Z]+ \/api\//),
      },
    });
  });
});

describe('an inspector', () => {
  const views = async () =>
    (
      await owner.query<{ stream: string; text: string }[]>(
        `select stream, text from fact where type = 'record.viewed' order by at, seq`,
      )
    ).map(({ stream, text }) => ({ stream, ...(JSON.parse(text) as { by: object; values: { url: string } }) }));

  it('An.11-12, 11.10(d): has each look recorded with who and what, on no stream of a patient, and a flood counted', async () => {
    const inspector = await asRole('inspector');
    const before = await views();
    await Promise.all([1, 2, 3, 4].map(() => inspector.get('/orders')));
    await inspector.get('/recipes?x=1').catch(() => undefined);
    const seen = (await views()).slice(before.length);
    expect(seen.filter(({ values }) => values.url === '/api/orders').length).toBeLessThanOrEqual(2);
    for (const path of ['/api/orders', '/api/recipes'])
      expect(seen.some(({ values }) => values.url.startsWith(path))).toBe(true);
    expect(new Set(seen.map(({ stream }) => stream.split('/')[0]))).toEqual(new Set(['inspection']));
    expect(seen[0]).toMatchObject({ by: { name: 'person-i Muster', role: 'inspector' } });
    const { events } = await admin.get<{ events: { type: string; by: string }[] }>('/security/events?of=inspection');
    expect(events[0]).toMatchObject({ type: 'record.viewed', by: 'person-i Muster' });
  });

  it('is let in until an instant, and not a moment longer', async () => {
    const [row] = await owner.query<{ id: string }[]>(`select id from person where username = 'person-i'`);
    const { roles } = await admin.get<{ roles: { grant: string }[] }>(`/people/${row!.id}`);
    const until = new Date(Date.now() + 1_500).toISOString();
    const path = `/people/${row!.id}/grants/${roles[0]!.grant}`;
    expect(await admin.refusal('POST', path, { reason: 'for ever' })).toMatchObject({ code: 'role.until-needed' });
    await admin.post(path, { until, reason: 'the inspection is over' });
    const inspector = await asRole('inspector');
    await eventually('the grant is over', async () => (await inspector.send('GET', '/orders')).status === 403);
    await admin.post(`/people/${row!.id}/roles`, { role: 'inspector', until: SOON, reason: 'a second visit' });
    await inspector.get('/orders');
  });
});

describe("other places' objects", () => {
  let elsewhere: Client;
  let ids: Record<string, string>;

  beforeAll(async () => {
    await admin.put('/sites/GRZ', { name: 'Graz', zone: 'Europe/Vienna' });
    await admin.put('/sites/GRZ/rooms/G-1', { name: 'Room G 1' });
    const roles = ['operator', 'supervisor', 'recipe-engineer', 'qa-reviewer', 'planner', 'administrator'];
    elsewhere = await withGrants(
      'grazer',
      roles.map((role) => ({ role, site: 'GRZ' })),
      'GRZ',
    );
    await makeEffective(app, shortCulture);
    const { id, order } = await (await BatchActs.of(app)).issued('short-culture');
    const [room] = await admin.get<{ code: string }[]>(`/sites/${SITE}/rooms`);
    const { person } = await (await app.as('operator')).get<{ person: { id: string } }>('/session');
    ids = { batches: id, order, people: person.id, sites: SITE, units: 'U-07', room: room!.code };
  });

  /** The routes that read one object of a site. */
  const reading = () =>
    routes.filter(({ method, path }) => method === 'GET' && /^\/(batches|people|sites|units)\/:/.test(path));
  const pathTo = ({ path }: GuardedRoute) =>
    path.replace(/^\/(\w+)\/:\w+/, (_, noun: string) => `/${noun}/${ids[noun]}`).replace(':room', ids['room']!);

  it('11.10(d): of another site are not there, whatever the role: each of its routes answers 404', async () => {
    const given: string[] = [];
    for (const route of reading()) {
      const path = pathTo(route).replace(/:\w+/g, ID);
      const statuses = await Promise.all(
        QUERIES.map(async (query) => (await elsewhere.send('GET', `${path}?${query}`)).status),
      );
      if (!statuses.includes(404) || statuses.some((status) => status < 400))
        given.push(`${path}: ${statuses.join(' ')}`);
    }
    expect(reading().length).toBeGreaterThan(15);
    expect(given).toEqual([]);
  });

  it('11.10(d): of another site stand in no list', async () => {
    for (const path of ['/batches', '/orders', '/units', '/deviations', '/gaps', '/alarms?list=active', '/inbox'])
      expect(JSON.stringify(await elsewhere.get(path))).not.toMatch(/U-07|TEST-|ORD-/);
    expect((await elsewhere.get<{ code: string }[]>('/sites')).map(({ code }) => code)).toEqual(['GRZ']);
    expect((await elsewhere.get<{ username: string }[]>('/people')).map(({ username }) => username)).toEqual([
      'grazer',
    ]);
    expect(JSON.stringify(await elsewhere.get('/board'))).not.toContain('U-0');
    const sessions = await elsewhere.get<{ person: { username: string } }[]>('/sessions');
    expect(new Set(sessions.map(({ person }) => person.username))).toEqual(new Set(['grazer']));
    const { events } = await elsewhere.get<{ events: { by: string }[] }>('/security/events');
    expect(events.filter(({ by }) => by.startsWith('person-'))).toEqual([]);
  });

  it('11.10(d): of another site cannot be acted on', async () => {
    const reason = 'a try';
    const tries: [string, string, object, string][] = [
      ['POST', `/people/${ids['people']}/disable`, { reason }, 'person.not-found'],
      ['POST', `/people/${ids['people']}/unlock`, { reason }, 'person.not-found'],
      ['POST', `/people/${ids['people']}/resets`, { reason }, 'person.not-found'],
      ['POST', `/people/${ids['people']}/roles`, { role: 'operator', reason }, 'person.not-found'],
      ['POST', '/people', { username: 'newone', name: 'N. One', site: SITE, password: GIVEN }, 'site.not-found'],
      ['POST', '/units/U-07/lift-quarantine', { reason }, 'unit.not-found'],
      ['PUT', `/sites/${SITE}/rooms/NEW`, { name: 'A room' }, 'site.not-found'],
      ['PUT', '/sites/NEW', { name: 'New', zone: 'UTC' }, 'site.beyond-own'],
      ['POST', '/batches', { order: ids['order'], recipe: 'short-culture' }, 'order.not-found'],
      [
        'POST',
        '/orders',
        { code: 'ORD-ELSE', patient: 'P-1A1A', coi: 'COI-ELSE-1', product: 'Test cells', site: SITE },
        'site.not-found',
      ],
    ];
    for (const [method, path, body, code] of tries)
      expect([path, (await elsewhere.refusal(method, path, body)).code]).toEqual([path, code]);
  });

  it("11.10(g): one site's administrator grants nothing at another", async () => {
    const { id } = await accounts.person(admin, 'grazer-two', undefined, 'GRZ');
    const give = (more: object) => ({ role: 'operator', reason: 'a try', ...more });
    expect((await elsewhere.refusal('POST', `/people/${id}/roles`, give({ everywhere: true }))).code).toBe(
      'role.beyond-own',
    );
    expect((await elsewhere.refusal('POST', `/people/${id}/roles`, give({ site: SITE }))).code).toBe('site.not-found');
    await elsewhere.post(`/people/${id}/roles`, give({}));
  });

  it("11.10(g): a signature given at another's tablet counts only with a role at the batch's site", async () => {
    const { id } = await accounts.person(admin, 'signer-grz', undefined, 'GRZ');
    await admin.post(`/people/${id}/roles`, { role: 'operator', reason: 'new here' });
    await admin.post(`/people/${id}/identity`, { evidence: 'passport' });
    const signer = await accounts.signedIn('signer-grz', OWN);
    const { hash } = await signer.get<{ hash: string }>('/me/statement');
    await signer.post('/me/statement', { username: 'signer-grz', password: OWN, hash });
    const upkeep = { act: 'cleaned', remark: 'wiped, SOP-12', signing: { username: 'signer-grz', password: OWN } };
    const refusal = await (await app.as('operator')).refusal('POST', '/units/U-07/upkeep', upkeep);
    expect(refusal.code).toBe('signature.role-not-held-here');
  });

  it("An.11-12, 11.10(d): another sponsor's batch and order are not there for a sponsor", async () => {
    const other = await asRole('sponsor');
    expect(await other.get('/batches')).toEqual([]);
    expect(await other.get('/orders')).toEqual([]);
    expect((await other.refusal('GET', `/batches/${ids['batches']}`)).status).toBe(404);
    expect((await other.refusal('GET', `/batches/${ids['batches']}/record`)).status).toBe(404);
    const [{ code }] = (await admin.get<{ code: string }[]>('/sponsors')).filter((one) => one.code !== 'OTHER') as [
      { code: string },
    ];
    const own = await withGrants('person-own', [{ role: 'sponsor', sponsors: ['sponsor-a', 'OTHER'] }]);
    expect(code).toBe('sponsor-a');
    expect((await own.get<{ id: string }[]>('/batches')).map(({ id }) => id)).toEqual([ids['batches']]);
    await own.get(`/batches/${ids['batches']}`);
  });

  it('11.10(g): a unit in a room that was not granted can be looked at, and not acted on', async () => {
    await admin.put(`/sites/${SITE}/rooms/OTHER-ROOM`, { name: 'Another room' });
    const roomer = await withGrants('roomer', [{ role: 'recipe-engineer', rooms: ['OTHER-ROOM'] }]);
    await roomer.get('/units/U-07');
    expect(await roomer.refusal('POST', '/units/U-07/lift-quarantine', { reason: 'a try' })).toMatchObject({
      status: 403,
      code: 'room.not-granted',
      values: { unit: 'U-07' },
    });
    const [row] = await owner.query<{ id: string; room: string }[]>(
      `select p.id, r.code as room from person p, unit u join room r on r.id = u.room
        where p.username = 'roomer' and u.code = 'U-07'`,
    );
    const { roles } = await admin.get<{ roles: { grant: string }[] }>(`/people/${row!.id}`);
    await admin.post(`/people/${row!.id}/grants/${roles[0]!.grant}`, { rooms: [row!.room], reason: 'moved' });
    const { code } = await roomer.refusal('POST', '/units/U-07/lift-quarantine', { reason: 'a try' });
    expect(code).not.toBe('room.not-granted');
  });
});

describe('a server with a route that nobody guards', () => {
  @Controller('bare')
  class Bare {
    @Get() bare() {}
  }
  @Controller('misspelt')
  class Misspelt {
    @Get() @Permission('batch.isue') misspelt() {}
  }
  @Controller('both')
  class Both {
    @Get() @Permission('batch.read') @Open('by mistake') both() {}
  }
  @Controller('right')
  class Right {
    @Get() @Permission('batch.read') right() {}
    @Get('open') @Open('for a reason') open() {}
  }

  const start = async (controller: new () => object) => {
    const module = {
      module: class Planted {},
      imports: [DiscoveryModule],
      controllers: [controller],
      providers: [CheckRoutes],
    };
    const context = await NestFactory.createApplicationContext(module, { logger: false, abortOnError: false });
    await context.close();
  };

  it.each([Bare, Misspelt, Both])('does not start: $name', async (controller) => {
    await expect(start(controller)).rejects.toThrow('routes that nobody guards');
  });

  it('starts where each is guarded or open for a reason', async () => {
    await start(Right);
  });
});
