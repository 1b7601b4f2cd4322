import { beforeAll, describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import type { GuardedRoute } from '../../src/trust/identity/index.js';
import { type Accounts, GIVEN, OWN } from '../support/accounts.js';
import type { TestApp } from '../support/app.js';
import { BatchActs } from '../support/batch-acts.js';
import type { Client } from '../support/client.js';
import { makeEffective } from '../support/effective-recipe.js';
import { shortCulture } from '../support/short-culture.js';
import { unitDefinition } from '../support/room-units.js';
import { until as eventually } from '../support/walk.js';
import { otherSponsorsTrail } from './other-sponsors-trail.js';

/** The site of everybody and everything, but for what is made here. */
export const SITE = 'demo';
export const ID = '01990000-0000-7000-8000-000000000000';
const SPAN = `from=${new Date(0).toISOString()}&to=${new Date(1e6).toISOString()}`;
/** What one or another route asks to be told before it looks. */
const QUERIES = ['', SPAN, `tag=temperature&${SPAN}`, `version=${ID}&from=culture`, `tags=temperature&${SPAN}`];

interface Rig {
  app: TestApp;
  owner: DataSource;
  routes: GuardedRoute[];
  accounts: Accounts;
  admin: Client;
  withGrants: (username: string, grants: object[], site?: string) => Promise<Client>;
  /** of another sponsor than the demo's */
  sponsor: () => Promise<Client>;
}

/** What lies at another site, in another room, or is another sponsor's, at a server that runs already. */
export function otherPlaces(rig: () => Rig): void {
  describe("other places' objects", () => {
    let elsewhere: Client;
    let ids: Record<string, string>;

    beforeAll(async () => {
      await rig().admin.put('/sites/GRZ', { name: 'Graz', zone: 'Europe/Vienna' });
      await rig().admin.put('/sites/GRZ/rooms/G-1', { name: 'Room G 1' });
      const roles = ['operator', 'supervisor', 'recipe-engineer', 'qa-reviewer', 'planner', 'administrator'];
      elsewhere = await rig().withGrants(
        'grazer',
        roles.map((role) => ({ role, site: 'GRZ' })),
        'GRZ',
      );
      await makeEffective(rig().app, shortCulture);
      const { id, order } = await (await BatchActs.of(rig().app)).issued('short-culture');
      const [room] = await rig().admin.get<{ code: string }[]>(`/sites/${SITE}/rooms`);
      const { person } = await (await rig().app.as('operator')).get<{ person: { id: string } }>('/session');
      const { id: unit } = await (await rig().app.as('operator')).get<{ id: string }>('/units/U-07');
      ids = { unit, batches: id, order, people: person.id, sites: SITE, units: 'U-07', room: room!.code };
    });

    /** The routes that read one object of a site. */
    const reading = () =>
      rig().routes.filter(({ method, path }) => method === 'GET' && /^\/(batches|people|sites|units)\/:/.test(path));
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
      const lists = ['/batches', '/orders', '/units', '/deviations', '/gaps', '/alarms?list=active', '/inbox'];
      for (const path of [...lists, '/prompts', '/certificates', '/instances'])
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

    it('11.10(d), Draft 12.8: of another site are in no trail that one searches, takes out or reviews', async () => {
      const found = async (client: Client, query: string) =>
        (await client.get<{ lines: { subject: { kind: string; name: string | null } }[] }>(`/trail?limit=200${query}`))
          .lines;
      expect(await found(await rig().app.as('qa'), '&kind=batch')).not.toEqual([]);
      for (const query of [
        '',
        '&sort=critical',
        '&sort=oldest',
        '&text=demo',
        `&text=${ids['batches']}`,
        '&text=test',
      ]) {
        const kinds = (await found(elsewhere, query)).filter(
          ({ subject: { kind, name } }) =>
            ['batch', 'order', 'unit', 'alarm', 'deviation'].includes(kind) ||
            (kind === 'person' && name !== 'grazer Muster'),
        );
        expect([query, kinds]).toEqual([query, []]);
      }
      for (const query of [
        '&kind=batch',
        `&kind=batch&subject=${ids['batches']}`,
        `&site=${SITE}`,
        '&kind=unit&subject=U-07',
      ])
        expect([query, await found(elsewhere, query)]).toEqual([query, []]);
      const taken = await elsewhere.get<object>('/trail/export?format=json');
      expect(JSON.stringify(taken)).not.toContain(ids['batches']);
      for (const path of [
        `facts/batch/${ids['batches']}/1`,
        `facts/unit/${ids['unit']}/1`,
        `reviews/batch/${ids['batches']}`,
      ])
        expect([path, (await elsewhere.send('GET', `/trail/${path}`)).status]).toEqual([path, 404]);
    });

    otherSponsorsTrail(rig, () => ids);

    it('11.10(d): of another site wait for nobody here', async () => {
      await rig().owner.query(`
        alter table unit_prompt disable trigger explained_by_fact;
        insert into unit_prompt (id, unit, asked, run_id, code, text, raised_at, seen_at)
          values ('${ID}', '${ids['unit']}', 'P-1', 'R-1', 'bubble', 'AIR', now(), now());
        alter table unit_prompt enable trigger explained_by_fact`);
      expect(await elsewhere.get('/prompts')).toEqual([]);
      expect(await (await rig().app.as('operator')).get('/prompts')).toMatchObject([{ unitCode: 'U-07' }]);
    });

    it('11.10(d): of another site are in no stream of events, which begins with what is there', async () => {
      await rig().owner.query(
        `insert into unit_arrival (unit, unit_class, last) select id, unit_class, 1 from unit where code = 'U-07' on conflict do nothing`,
      );
      const { id } = await (await rig().app.as('operator')).get<{ id: string }>('/units/U-07');
      const its = new RegExp(`U-07|${id}`);
      for (const path of ['/units/live', '/board/live', '/live?cursor=0']) {
        const narrow = elsewhere.follow(path);
        await eventually('it is open', async () => narrow.text().includes(': alive'));
        const wide = (await rig().app.as('operator')).follow(path);
        await eventually(`${path} tells the unit`, async () => its.test(wide.text()));
        if (path !== '/units/live')
          await eventually('it is told what is there', async () => narrow.text().includes('event: '));
        expect([path, narrow.text()]).toEqual([path, expect.not.stringMatching(its)]);
        narrow.stop();
        wide.stop();
      }
    });

    it('11.10(d): of another site cannot be acted on', async () => {
      const reason = 'a try';
      const { settings } = await elsewhere.get<{ settings: object }>('/security/policy');
      const { tagMap } = await (await rig().app.as('operator')).get<{ tagMap: object }>('/units/U-07');
      const unit = { ...unitDefinition('U-07'), tagMap, site: 'GRZ', room: 'G-1' };
      const tries: [string, string, object, string][] = [
        ['POST', `/people/${ids['people']}/disable`, { reason }, 'person.not-found'],
        ['POST', `/people/${ids['people']}/unlock`, { reason }, 'person.not-found'],
        ['POST', `/people/${ids['people']}/resets`, { reason }, 'person.not-found'],
        ['POST', `/people/${ids['people']}/roles`, { role: 'operator', reason }, 'person.not-found'],
        ['POST', '/people', { username: 'newone', name: 'N. One', site: SITE, password: GIVEN }, 'site.not-found'],
        ['POST', '/units/U-07/lift-quarantine', { reason }, 'unit.not-found'],
        ['PUT', `/sites/${SITE}/rooms/NEW`, { name: 'A room' }, 'site.not-found'],
        ['PUT', '/sites/NEW', { name: 'New', zone: 'UTC' }, 'site.beyond-own'],
        ['POST', `/alarms/${ids['unit']}.x/acknowledge`, { occurrence: ID }, 'alarm.not-found'],
        ['PUT', '/units/U-07', { ...unit, serial: 'G', productInstanceUri: 'urn:g' }, 'unit.code-taken'],
        ['PUT', '/units/G-01', unit, 'unit.product-instance-taken'],
        ['PUT', '/units/G-01', { ...unit, serial: 'G', productInstanceUri: 'urn:g' }, 'unit.address-taken'],
        ['PUT', '/security/policy', { ...settings, reason }, 'site.beyond-own'],
        ['PUT', '/security/certification', { reference: 'L-1', sentOn: '2026-11-23', reason }, 'site.beyond-own'],
        ['PUT', '/readings/retention', { keep: null, afterBatch: 'P2Y', reason }, 'site.beyond-own'],
        ['PUT', '/sponsors/NEW', { name: 'New' }, 'site.beyond-own'],
        ['POST', '/certificates/own/rotate', { reason }, 'site.beyond-own'],
        ['POST', '/batches', { order: ids['order'], recipe: 'short-culture' }, 'order.not-found'],
        [
          'POST',
          '/orders',
          { code: 'ORD-ELSE', patient: 'P-1A1A', coi: 'COI-ELSE-1', product: 'Test cells', site: SITE },
          'site.not-found',
        ],
      ];
      for (const [method, path, body, code] of tries) {
        const refusal = await elsewhere.refusal(method, path, body);
        expect([path, refusal.code]).toEqual([path, code]);
        expect(refusal.values).not.toHaveProperty('by');
      }
    });

    it("11.10(g): one site's administrator grants nothing at another", async () => {
      const { id } = await rig().accounts.person(rig().admin, 'grazer-two', undefined, 'GRZ');
      const give = (more: object) => ({ role: 'operator', reason: 'a try', ...more });
      expect((await elsewhere.refusal('POST', `/people/${id}/roles`, give({ everywhere: true }))).code).toBe(
        'role.beyond-own',
      );
      expect((await elsewhere.refusal('POST', `/people/${id}/roles`, give({ site: SITE }))).code).toBe(
        'site.not-found',
      );
      await elsewhere.post(`/people/${id}/roles`, give({}));
      await rig().admin.post(`/people/${id}/roles`, give({ role: 'administrator', everywhere: true }));
      const tries: [string, object][] = [
        ['password', { password: 'hers no longer' }],
        ['identity', { evidence: 'passport' }],
        ['disable', { reason: 'a try' }],
        ['resets', { reason: 'a try' }],
        ['unlock', { reason: 'a try' }],
      ];
      for (const [act, body] of tries)
        expect([act, (await elsewhere.refusal('POST', `/people/${id}/${act}`, body)).code]).toEqual([
          act,
          'role.beyond-own',
        ]);
    });

    it("11.10(g): a signature given at another's tablet counts only with a role at its site, and in its room", async () => {
      await rig().admin.put(`/sites/${SITE}/rooms/SIGNERS`, { name: 'Another room' });
      const signers: [string, string, object][] = [
        ['signer-grz', 'GRZ', {}],
        ['signer-room', SITE, { rooms: ['SIGNERS'] }],
      ];
      for (const [username, site, where] of signers) {
        const { id } = await rig().accounts.person(rig().admin, username, undefined, site);
        await rig().admin.post(`/people/${id}/roles`, { role: 'operator', reason: 'new here', ...where });
        await rig().admin.post(`/people/${id}/identity`, { evidence: 'passport' });
        const signer = await rig().accounts.signedIn(username, OWN);
        const { hash } = await signer.get<{ hash: string }>('/me/statement');
        await signer.post('/me/statement', { username, password: OWN, hash });
        const upkeep = { act: 'cleaned', remark: 'wiped, SOP-12', signing: { username, password: OWN } };
        const refusal = await (await rig().app.as('operator')).refusal('POST', '/units/U-07/upkeep', upkeep);
        expect([username, refusal.code]).toEqual([username, 'signature.role-not-held-here']);
        // of two roles that would do, the one that is held here counts
        await rig().admin.post(`/people/${id}/roles`, { role: 'supervisor', site: SITE, reason: 'helps out' });
        const kept = await (await rig().app.as('operator')).post<object>('/units/U-07/upkeep', upkeep);
        expect(kept).toMatchObject({ signatures: [{ username, role: 'supervisor' }] });
      }
    });

    it("An.11-12, 11.10(d): another sponsor's batch and order are not there for a sponsor", async () => {
      const other = await rig().sponsor();
      expect(await other.get('/batches')).toEqual([]);
      expect(await other.get('/orders')).toEqual([]);
      expect((await other.refusal('GET', `/batches/${ids['batches']}`)).status).toBe(404);
      expect((await other.refusal('GET', `/batches/${ids['batches']}/record`)).status).toBe(404);
      const [{ code }] = (await rig().admin.get<{ code: string }[]>('/sponsors')).filter(
        (one) => one.code !== 'OTHER',
      ) as [{ code: string }];
      const own = await rig().withGrants('person-own', [{ role: 'sponsor', sponsors: ['sponsor-a', 'OTHER'] }]);
      expect(code).toBe('sponsor-a');
      expect((await own.get<{ id: string }[]>('/batches')).map(({ id }) => id)).toEqual([ids['batches']]);
      await own.get(`/batches/${ids['batches']}`);
    });

    it('11.10(g): a unit in a room that was not granted can be looked at, and not acted on', async () => {
      await rig().admin.put(`/sites/${SITE}/rooms/OTHER-ROOM`, { name: 'Another room' });
      const roomer = await rig().withGrants('roomer', [{ role: 'recipe-engineer', rooms: ['OTHER-ROOM'] }]);
      await roomer.get('/units/U-07');
      expect(await roomer.refusal('POST', '/units/U-07/lift-quarantine', { reason: 'a try' })).toMatchObject({
        status: 403,
        code: 'room.not-granted',
        values: { unit: 'U-07' },
      });
      const titled = { ...unitDefinition('U-07'), title: 'Mine' };
      for (const [path, body, code] of [
        ['/units/U-07', titled, 'room.not-granted'],
        ['/units/U-07', { ...titled, room: 'OTHER-ROOM' }, 'room.not-granted'],
        [`/sites/${SITE}/rooms/${ids['room']}`, { name: 'Mine' }, 'room.not-own'],
        [`/sites/${SITE}/rooms/NEWER`, { name: 'Mine' }, 'room.not-own'],
        ['/sponsors/NEW', { name: 'New' }, 'site.beyond-own'],
      ] as const)
        expect([path, (await roomer.refusal('PUT', path, body)).code]).toEqual([path, code]);
      const [row] = await rig().owner.query<{ id: string; room: string }[]>(
        `select p.id, r.code as room from person p, unit u join room r on r.id = u.room
          where p.username = 'roomer' and u.code = 'U-07'`,
      );
      const { roles } = await rig().admin.get<{ roles: { grant: string }[] }>(`/people/${row!.id}`);
      await rig().admin.post(`/people/${row!.id}/grants/${roles[0]!.grant}`, { rooms: [row!.room], reason: 'moved' });
      const { code } = await roomer.refusal('POST', '/units/U-07/lift-quarantine', { reason: 'a try' });
      expect(code).not.toBe('room.not-granted');
    });
  });
}
