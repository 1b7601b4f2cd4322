import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Controller, Get } from '@nestjs/common';
import { DiscoveryModule, NestFactory } from '@nestjs/core';
import type { DataSource } from 'typeorm';
import { Open, Permission } from '../../src/platform/http/index.js';
import { CheckRoutes, type GuardedRoute, permissionsOf, type Role, ROLES } from '../../src/trust/identity/index.js';
import { dataSource } from '../../src/platform/database/index.js';
import { Accounts, OWN } from '../support/accounts.js';
import { startApp, type TestApp } from '../support/app.js';
import type { Client } from '../support/client.js';
import { until as eventually } from '../support/walk.js';
import { ID, otherPlaces, SITE } from './other-places.js';

const HOLDERS = {
  operator: 'operator',
  supervisor: 'supervisor',
  'recipe-engineer': 'engineer',
  'qa-reviewer': 'qa',
  administrator: 'administrator',
} as const satisfies Partial<Record<Role, string>>;

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

const pathOf = ({ path }: GuardedRoute) => path.replace(/:\w+/g, ID);
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
    const path = `/people/${row!.id}/grants/${roles[0]!.grant}`;
    expect(await admin.refusal('POST', path, { reason: 'for ever' })).toMatchObject({ code: 'role.until-needed' });
    // as soon as this machine, however busy, still gets the change through before the instant
    let margin = 1_000;
    await eventually('the grant ends soon', async () => {
      const until = new Date(Date.now() + (margin *= 2)).toISOString();
      return (await admin.send('POST', path, { until, reason: 'the inspection is over' })).status === 201;
    });
    const inspector = await asRole('inspector');
    await eventually('the grant is over', async () => (await inspector.send('GET', '/orders')).status === 403);
    await admin.post(`/people/${row!.id}/roles`, { role: 'inspector', until: SOON, reason: 'a second visit' });
    await inspector.get('/orders');
  });
});

otherPlaces(() => ({ app, owner, routes, accounts, admin, withGrants, sponsor: () => asRole('sponsor') }));

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
