import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type UnitClass, writeUnitClass } from '../../src/definition/unit-classes/domain/index.js';
import { newId } from '../../src/platform/clock/index.js';
import { Database, SYSTEM_SCOPE } from '../../src/platform/database/index.js';
import { Equipment } from '../../src/plant/equipment/index.js';
import { ShowUnits } from '../../src/plant/equipment/show-units.service.js';
import type { Caller } from '../../src/platform/http/index.js';
import { startApp, type TestApp } from '../support/app.js';
import { until } from '../support/walk.js';
import { KIT, kitLabel } from '../support/kit.js';
import { replay } from '../support/replay.js';
import { statementsOf } from '../support/statements.js';
import { unitDefinition } from '../support/room-units.js';

interface Shown {
  id: string;
  title: string;
  hash: string;
  version: number;
}

const by = { system: 'test', role: 'system' } as const;
const PATH = '/unit-classes/freezer';
const definition = () => unitDefinition('F-01');
let app: TestApp;

beforeAll(async () => {
  app = await startApp();
}, 120_000);
afterAll(() => app?.stop());

const shown = async () => (await app.as('engineer')).get<Shown>('/units/F-01');

/** What a `PUT` of a class takes that changes nothing, but for a title or the range of a tag. */
async function freezer({ range, ...more }: { title?: string; range?: [number, number] } = {}) {
  const { definition: is } = await (await app.as('engineer')).get<{ definition: UnitClass }>(PATH);
  const { code: _, ...body } = writeUnitClass(is) as { code: string; tags: { tag: string; type: string }[] };
  const first = body.tags.find(({ type }) => type === 'number')!.tag;
  const tags = body.tags.map((tag) => (tag.tag === first && range !== undefined ? { ...tag, range } : tag));
  return { first, body: { ...body, tags, ...more } };
}

describe('what engineers define', () => {
  it('is written on what was seen of it: what another has changed since is not overwritten', async () => {
    const engineer = await app.as('engineer');
    await engineer.put('/units/F-01', { ...definition(), seen: 'nothing' });
    const { hash: seen } = await shown();
    const titled = (title: string) => ({ ...definition(), title, seen });
    await engineer.put('/units/F-01', titled('Freezer of one'));
    expect(await engineer.refusal('PUT', '/units/F-01', titled('Freezer of another'))).toMatchObject({
      ...{ status: 409, code: 'unit.stale', values: { unit: 'F-01', seen, now: (await shown()).hash } },
    });
    expect((await engineer.refusal('PUT', '/units/F-01', { ...titled('x'), seen: 'nothing' })).code).toBe('unit.stale');
    expect((await engineer.put<Shown>('/units/F-01', { ...definition(), seen: (await shown()).hash })).hash).toBe(seen);
  });

  it('of a class is written on what was seen of that', async () => {
    const engineer = await app.as('engineer');
    const { hash: seen } = await engineer.get<Shown>(PATH);
    await engineer.put(PATH, { ...(await freezer({ title: 'Freezer, any' })).body, seen });
    const stale = (await freezer({ title: 'Freezer, other' })).body;
    for (const old of [seen, 'nothing'])
      expect(await engineer.refusal('PUT', PATH, { ...stale, seen: old })).toMatchObject({
        ...{ status: 409, code: 'unit-class.stale', values: { unitClass: 'freezer', seen: old } },
      });
  });

  it('leaves a batch the tags of its unit: none is taken away or given another meaning while it holds that', async () => {
    const engineer = await app.as('engineer');
    const { id: unit } = await shown();
    const batch = newId();
    const [database, equipment] = [app.server.app.get(Database), app.server.app.get(Equipment, { strict: false })];
    await database.write(SYSTEM_SCOPE, (tx) =>
      equipment.bind(tx, by, { unit, batch, coi: null, unitProcedure: 'store', position: 'A1' }),
    );
    const { first, body } = await freezer({ range: [-199, 59] });
    expect(await engineer.refusal('PUT', PATH, body)).toMatchObject({
      ...{ status: 409, code: 'unit-class.in-use' },
      values: { unitClass: 'freezer', unit: 'F-01', batch, tags: [first] },
    });
    await engineer.put(PATH, (await freezer({ title: 'Freezer, titled' })).body);
    await database.write(SYSTEM_SCOPE, (tx) => equipment.release(tx, by, { unit, batch }));
    await engineer.put(PATH, body);
  });

  it('of a class waits for a bind that is being written, and is refused by it', async () => {
    const engineer = await app.as('engineer');
    const { id: unit } = await shown();
    const batch = newId();
    const [database, equipment] = [app.server.app.get(Database), app.server.app.get(Equipment, { strict: false })];
    const [bound, committed] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const binding = database.write(SYSTEM_SCOPE, async (tx) => {
      await equipment.bind(tx, by, { unit, batch, coi: null, unitProcedure: 'store', position: 'A1' });
      bound.resolve();
      await committed.promise;
    });
    await bound.promise;
    let answered = false;
    const answer = engineer
      .send<{ code: string }>('PUT', PATH, (await freezer({ range: [-198, 58] })).body)
      .finally(() => (answered = true));
    const isWaiting = async () => {
      const sql = `select 1 as one from pg_locks where locktype = 'advisory' and not granted`;
      return answered || (await database.read(SYSTEM_SCOPE, (tx) => tx.query(sql))).length > 0;
    };
    await until('the change waits, or is answered', isWaiting);
    committed.resolve();
    await binding;
    expect(await answer).toMatchObject({ status: 409, body: { code: 'unit-class.in-use', values: { batch } } });
    await database.write(SYSTEM_SCOPE, (tx) => equipment.release(tx, by, { unit, batch }));
  });

  it('211.182: uses a kit once, for ever, also where two units are bound with it at one instant', async () => {
    const engineer = await app.as('engineer');
    const { body } = await freezer();
    await engineer.put('/unit-classes/press', { ...body, use: 'exclusive', upkeep: { kit: [KIT] } });
    const codes = ['P-01', 'P-02'];
    for (const code of codes) {
      const { positions: _, ...unit } = { positions: [], ...definition() };
      const which = { serial: code, productInstanceUri: `urn:ballroom:press:${code}`, unitClass: 'press' };
      await engineer.put(`/units/${code}`, { ...unit, ...which });
    }
    const [database, equipment] = [app.server.app.get(Database), app.server.app.get(Equipment, { strict: false })];
    const take = (code: string, scanned: string, isAsked: boolean) =>
      database.write(SYSTEM_SCOPE, async (tx) => {
        const unit = await equipment.byCode(tx, code);
        const { kit, wrong } = await equipment.readKit(tx, unit, { scanned });
        if (isAsked && wrong !== null) throw wrong;
        const held = { unit: unit.id, batch: newId() };
        await equipment.bind(tx, by, { ...held, coi: null, unitProcedure: 'press', kit: kit! });
        return held;
      });
    const both = async (serial: string, isAsked: boolean) => {
      const taken = await Promise.allSettled(codes.map((code) => take(code, kitLabel(serial), isAsked)));
      const lost = taken.flatMap((one) => (one.status === 'rejected' ? [one.reason as object] : []));
      expect(lost).toMatchObject([{ code: 'kit.used', values: { serial } }]);
      for (const one of taken)
        if (one.status === 'fulfilled')
          await database.write(SYSTEM_SCOPE, (tx) => equipment.release(tx, by, one.value));
    };
    await both('1', true);
    // past the question whether it is used, the database says so
    await both('2', false);
    for (const code of codes) await expect(take(code, kitLabel('1'), true)).rejects.toMatchObject({ code: 'kit.used' });
    const lines = codes.map((code) =>
      engineer.get<{ entries: { values: Record<string, unknown> }[] }>(`/units/${code}/logbook`),
    );
    const kits = (await Promise.all(lines)).flatMap(({ entries }) =>
      entries.flatMap(({ values }) => values['kit'] ?? []),
    );
    expect(kits).toHaveLength(2);
    expect(kits).toContainEqual(expect.objectContaining({ lot: 'A213B1', serial: '1', expiry: '2049-12-31' }));
    expect((await replay(app.database)).differences).toEqual([]);
  });

  it('are listed with their kits by one statement for all', async () => {
    const units = app.server.app.get(ShowUnits, { strict: false });
    const asked = await statementsOf(() => units.list({ scope: SYSTEM_SCOPE } as Caller));
    for (const table of ['unit_kit', 'unit_binding'])
      expect(asked.filter((statement) => statement.includes(`"${table}"`))).toHaveLength(1);
  });
});
