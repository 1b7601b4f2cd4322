import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Controller, Get } from '@nestjs/common';
import { DiscoveryModule, NestFactory } from '@nestjs/core';
import { Open, Permission } from '../../src/platform/http/index.js';
import { CheckRoutes, type GuardedRoute, permissionsOf, ROLES } from '../../src/trust/identity/index.js';
import { dataSource } from '../../src/platform/database/index.js';
import { startApp, type TestApp } from '../support/app.js';
import type { Client } from '../support/client.js';

const PASSWORDS = { given: 'open sesame 12345', own: 'a phrase of their own' };
const HOLDERS = {
  operator: 'operator',
  supervisor: 'supervisor',
  'recipe-engineer': 'engineer',
  'qa-reviewer': 'qa',
  administrator: 'administrator',
} as const;

let app: TestApp;
let routes: GuardedRoute[];
let nobody: Client;

/** Somebody signed in who holds no role at all. */
async function withoutRole(): Promise<Client> {
  const admin = await app.as('administrator');
  const [site] = await admin.get<{ code: string }[]>('/sites');
  const username = 'nobody-one';
  await admin.post('/people', { username, name: 'N. Body', site: site!.code, password: PASSWORDS.given });
  const client = app.nobody();
  await client.post('/session', { username, password: PASSWORDS.given });
  await client.post('/me/password', { password: PASSWORDS.given, newPassword: PASSWORDS.own });
  return client;
}

beforeAll(async () => {
  app = await startApp();
  routes = app.server.app.get(CheckRoutes, { strict: false }).routes();
  nobody = await withoutRole();
});
afterAll(() => app.stop());

const ID = '01990000-0000-7000-8000-000000000000';
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
      const client = role === 'nobody' ? nobody : await app.as(HOLDERS[role]);
      const closed = routes.filter(({ permission }) => permission !== undefined && !held.has(permission));
      expect(closed.length).toBeGreaterThan(0);
      expect(await answers(client, closed)).toEqual(closed.map((route) => `${nameOf(route)}: 403 permission.missing`));
    },
  );

  it("11.10(d): what was turned away stands in the site's security stream, with who and what", async () => {
    const owner = await dataSource(app.database.ownerUrl).initialize();
    const rows = await owner
      .query<{ text: string }[]>(
        `select text from fact where stream like 'site-security/%' and type = 'access.refused' order by seq limit 1`,
      )
      .finally(() => owner.destroy());
    expect(JSON.parse(rows[0]!.text)).toMatchObject({
      by: { name: 'N. Body', role: 'none' },
      values: {
        username: 'nobody-one',
        permission: expect.any(String),
        route: expect.stringMatching(/^[A-Z]+ \/api\//),
      },
    });
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
