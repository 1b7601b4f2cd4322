import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { newId } from '../../src/platform/clock/index.js';
import { Database, SYSTEM_SCOPE } from '../../src/platform/database/index.js';
import { Equipment, unitStore } from '../../src/plant/equipment/index.js';
import { type Fact, Ledger } from '../../src/trust/ledger/index.js';
import { startApp, type TestApp } from '../support/app.js';
import { asAdmin } from '../support/cluster.js';
import { unitDefinition } from '../support/room-units.js';
import { storedRows } from '../support/stored-rows.js';
import { TrustedUnit } from '../support/trusted-unit.js';
import { until } from '../support/walk.js';

/** What is read of units and unit classes. */
interface Shown {
  id: string;
  code: string;
  title: string;
  version: number;
  connection: { state: string; since: string } | null;
  bound: { batch: string } | null;
  bindings: { batch: string; position: string | null }[];
  positions: string[];
  quarantine: { reason: string; batch: string | null } | null;
}

const by = { system: 'test', role: 'system' } as const;
const unit = new TrustedUnit();
const definition = () => unit.definition();
let app: TestApp;

beforeAll(async () => {
  await unit.start();
  app = await startApp({ dataDir: unit.data });
}, 120_000);

afterAll(async () => {
  await app?.stop();
  await unit.remove();
});

const equipment = () => app.server.app.get(Equipment, { strict: false });
const ledger = () => app.server.app.get(Ledger, { strict: false });
const database = () => app.server.app.get(Database, { strict: false });
const write = <T>(work: Parameters<Database['write']>[1]) => database().write(SYSTEM_SCOPE, work) as Promise<T>;
const shown = async () => (await app.as('operator')).get<Shown>('/units/U-07');

const factsOf = (id: string) =>
  database().read(SYSTEM_SCOPE, async (tx) => (await ledger().facts(tx, `unit/${id}`)).map(({ fact }) => fact));

async function replaysExactly(id: string): Promise<void> {
  const [stored, facts] = await database().read(
    SYSTEM_SCOPE,
    async (tx) => [await storedRows(tx, unitStore, id), await ledger().facts(tx, `unit/${id}`)] as const,
  );
  expect(facts.length).toBeGreaterThan(1);
  expect(stored).toEqual(facts.reduce((state, { fact: one }) => unitStore.apply(state, one), unitStore.empty));
}

async function fact(id: string, type: string, of: (fact: Fact) => boolean = () => true): Promise<Fact> {
  return until(`the unit’s stream holds ${type}`, async () =>
    (await factsOf(id)).find((known) => known.type === type && of(known)),
  );
}

async function live(state = 'live'): Promise<void> {
  await until(`the unit is ${state}`, async () => (await shown()).connection?.state === state);
}

const sql = (text: string, values: unknown[]) => asAdmin(app.database.adminUrl, (client) => client.query(text, values));

const bind = (id: string, batch: string, position?: string) =>
  write((tx) =>
    equipment().bind(tx, by, {
      ...{ unit: id, batch, coi: position === undefined ? 'COI-1' : null, unitProcedure: 'expansion' },
      ...(position !== undefined && { position }),
    }),
  );
const release = (id: string, batch: string) => write((tx) => equipment().release(tx, by, { unit: id, batch }));

describe('unit classes over the API', () => {
  it('are defined, keep their version when put again as they are, and count up when they change', async () => {
    const engineer = await app.as('engineer');
    const known = await engineer.get<Shown>('/unit-classes/closed-bioreactor');
    expect(known.version).toBe(1);
    const body = { title: 'Scale', use: 'exclusive', tags: [], setpoints: [], programs: [] };
    const tag = {
      tag: 'mass',
      title: 'Mass',
      type: 'number',
      unit: 'g',
      range: [0, 5000],
      criticality: 'IPC',
      staleAfter: 'PT1M',
    };
    const scale = { ...body, tags: [tag] };
    expect((await engineer.put<Shown>('/unit-classes/scale', scale)).version).toBe(1);
    expect((await engineer.put<Shown>('/unit-classes/scale', scale)).version).toBe(1);
    expect((await engineer.put<Shown>('/unit-classes/scale', { ...scale, title: 'Floor scale' })).version).toBe(2);
    expect((await engineer.get<Shown[]>('/unit-classes')).map(({ code }) => code)).toContain('scale');
  });

  it('with a fault are refused with line and path', async () => {
    const engineer = await app.as('engineer');
    const bad = {
      title: 'Scale',
      use: 'exclusive',
      tags: [{ tag: 'mass', unit: 'furlong' }],
      setpoints: [],
      programs: [],
    };
    const refusal = await engineer.refusal('PUT', '/unit-classes/bad-scale', bad);
    expect(refusal).toMatchObject({ status: 422, code: 'unit-class.not-valid' });
  });

  it('11.10(g): are not defined by operators', async () => {
    const refusal = await (await app.as('operator')).refusal('PUT', '/unit-classes/scale', {});
    expect(refusal.status).toBe(403);
  });
});

describe('units over the API', () => {
  it('are defined and connected, and say so', async () => {
    const engineer = await app.as('engineer');
    const unit7 = await engineer.put<Shown>('/units/U-07', definition());
    expect(unit7).toMatchObject({ code: 'U-07', site: 'demo', room: 'B2', bound: null, run: null });
    await live();
    expect((await engineer.get<Shown[]>('/units')).map(({ code }) => code)).toContain('U-07');
  });

  it('put again as they are state nothing, and otherwise state old and new', async () => {
    const engineer = await app.as('engineer');
    const { id } = await shown();
    // readings are sealed each minute, whoever puts what
    const ofUnit = async () => (await factsOf(id)).filter(({ type }) => type.startsWith('unit.'));
    const before = await ofUnit();
    await engineer.put('/units/U-07', definition());
    expect(await ofUnit()).toEqual(before);
    await engineer.put('/units/U-07', { ...definition(), title: 'Bioreactor seven' });
    const { values } = (await fact(id, 'unit.redefined')) as unknown as { values: Record<'was' | 'is', Shown> };
    expect([values.was.title, values.is.title]).toEqual(['Bioreactor 7', 'Bioreactor seven']);
    await live();
  });

  it('with tags that their class does not have are refused', async () => {
    const given = definition();
    const tags = { ...given.tagMap.tags, torque: given.tagMap.tags['agitation']!.replace('Agitation', 'Torque') };
    const engineer = await app.as('engineer');
    const refusal = await engineer.refusal('PUT', '/units/U-08', { ...given, tagMap: { ...given.tagMap, tags } });
    expect(refusal).toMatchObject({
      status: 422,
      code: 'unit.tags-differ',
      values: { unknown: ['torque'], missing: [] },
    });
  });
});

describe('one batch, one unit, one patient', () => {
  it('a unit held by a batch is refused to another, also when two reach for it at once', async () => {
    const { id } = await shown();
    const [one, other] = [newId(), newId()];
    const outcomes = await Promise.allSettled([bind(id, one), bind(id, other)]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const refused = outcomes.find((outcome) => outcome.status === 'rejected')!;
    expect(refused.reason).toMatchObject({ code: 'unit.occupied' });
    const batch = (await shown()).bound!.batch;
    expect([one, other]).toContain(batch);
    await expect(release(id, newId())).rejects.toMatchObject({ code: 'unit.not-bound' });
    await release(id, batch);
    expect((await shown()).bound).toBeNull();
  });

  it('is refused also to those who may not see whose it is', async () => {
    const { id } = await shown();
    const [one, other] = [newId(), newId()];
    await bind(id, one);
    const stream = `insert into stream (id, kind, site, zone, sponsor) select $1, 'batch', site, zone, 'other' from stream limit 1`;
    await sql(stream, [`batch/${other}`]);
    const unseen = database().write({ sponsors: ['other'] }, (tx) =>
      equipment().bind(tx, by, { unit: id, batch: other, coi: 'COI-9', unitProcedure: 'expansion' }),
    );
    await expect(unseen).rejects.toMatchObject({ code: 'unit.occupied', values: { unit: 'U-07' } });
    await release(id, one);
  });

  it('the database itself lets no second open binding in, whoever tries', async () => {
    const { id } = await shown();
    const batch = newId();
    let refused: Promise<unknown> = Promise.resolve();
    await write(async (tx) => {
      await equipment().bind(tx, by, { unit: id, batch, coi: 'COI-1', unitProcedure: 'expansion' });
      const second = sql(
        `insert into unit_binding (id, unit, position, batch, coi, unit_procedure, bound_at)
         values ($1, $2, 'whole', $3, 'COI-2', 'expansion', now())`,
        [newId(), id, newId()],
      );
      refused = expect(second).rejects.toMatchObject({ constraint: 'unit_binding_open' });
      await sleep(100); // it waits for this transaction to end
    });
    await refused;
    await release(id, batch);
  });

  it('a bound unit keeps its identity, and only its address may change', async () => {
    const { id } = await shown();
    const batch = newId();
    await bind(id, batch);
    const engineer = await app.as('engineer');
    const other = { ...definition(), title: 'Bioreactor seven', serial: 'BR-0008' };
    expect(await engineer.refusal('PUT', '/units/U-07', other)).toMatchObject({ status: 409, code: 'unit.occupied' });
    await release(id, batch);
  });
});

describe('a unit by the use of its class', () => {
  it('is held by positions, each by one batch, whoever reaches for it at once and whatever the database is told', async () => {
    const engineer = await app.as('engineer');
    const { positions: _, ...none } = unitDefinition('F-01');
    expect((await engineer.refusal('PUT', '/units/F-01', none)).code).toBe('unit.positions-differ');
    const { id, positions } = await engineer.put<Shown>('/units/F-01', unitDefinition('F-01'));
    expect(positions).toHaveLength(8);
    const [one, two, three] = [newId(), newId(), newId()];
    await bind(id, one, 'A1');
    await bind(id, two, 'A2');
    await expect(bind(id, three, 'A1')).rejects.toMatchObject({
      code: 'unit.occupied',
      values: { unit: 'F-01', batch: one, position: 'A1' },
    });
    await expect(bind(id, three)).rejects.toMatchObject({ code: 'unit.position-missing' });
    await expect(bind(id, three, 'Z9')).rejects.toMatchObject({ code: 'unit.position-unknown' });
    const columns = 'id, unit, position, batch, unit_procedure, bound_at';
    const row = [newId(), id, three];
    const inserted = sql(`insert into unit_binding (${columns}) values ($1, $2, 'A1', $3, 'store', now())`, row);
    await expect(inserted).rejects.toMatchObject({ constraint: 'unit_binding_open' });
    const seen = await engineer.get<Shown>('/units/F-01');
    expect(seen).toMatchObject({ bound: null, bindings: [{ position: 'A1' }, { position: 'A2', batch: two }] });
    await release(id, one);
    await bind(id, three, 'A1');
    const held = await database().read(SYSTEM_SCOPE, (tx) => equipment().boundTo(tx, id));
    expect(held.map(({ position, coi }) => [position, coi])).toEqual([
      ['A2', null],
      ['A1', null],
    ]);
  });

  it('is used in sessions, one at a time', async () => {
    const engineer = await app.as('engineer');
    const { id } = await engineer.put<Shown>('/units/C-01', unitDefinition('C-01'));
    const [one, two] = [newId(), newId()];
    await bind(id, one);
    await expect(bind(id, two)).rejects.toMatchObject({ code: 'unit.occupied', values: { batch: one } });
    await release(id, one);
    await bind(id, two);
    expect((await engineer.get<Shown>('/units/C-01')).bound).toMatchObject({ batch: two });
    await release(id, two);
  });

  it('is bound to nobody while it is in quarantine, until a person who may says why that is over', async () => {
    const engineer = await app.as('engineer');
    const { id } = await engineer.put<Shown>('/units/W-01', unitDefinition('W-01'));
    const batch = newId();
    await write((tx) => equipment().quarantine(tx, by, { unit: id, reason: 'Rotor stuck', batch }));
    const other = { ...unitDefinition('W-01'), title: 'Washer one' };
    const { quarantine } = await engineer.put<Shown>('/units/W-01', other);
    expect(quarantine).toMatchObject({ reason: 'Rotor stuck', batch });
    await expect(bind(id, newId())).rejects.toMatchObject({ code: 'unit.quarantined' });
    const lift = ['POST', '/units/W-01/lift-quarantine', { reason: 'Rotor changed, test run passed' }] as const;
    expect((await (await app.as('operator')).refusal(...lift)).status).toBe(403);
    expect((await engineer.refusal('POST', '/units/W-01/lift-quarantine', {})).code).toBe('request.invalid');
    expect((await engineer.post<Shown>(lift[1], lift[2])).quarantine).toBeNull();
    expect((await engineer.refusal(...lift)).code).toBe('unit.not-quarantined');
    const stated = { values: { reason: 'Rotor changed, test run passed' }, by: { role: 'recipe-engineer' } };
    expect(await fact(id, 'unit.quarantine-lifted')).toMatchObject(stated);
    await expect(bind(id, newId())).rejects.toMatchObject({ code: 'kit.missing' });
    await replaysExactly(id);
  });
});

describe('11.10(h): a unit that is not the one it should be', () => {
  it('is refused, and the finding is one fact', async () => {
    const engineer = await app.as('engineer');
    const { id } = await shown();
    await engineer.put('/units/U-07', { ...definition(), serial: 'BR-0099' });
    const finding = await fact(id, 'unit.identity-refused');
    expect(finding.values).toMatchObject({
      reason: 'serial',
      expected: { serial: 'BR-0099' },
      found: { serial: 'BR-0007' },
    });
    const looks = new Set<string>();
    await until('it was looked at again and again', async () => looks.add((await shown()).connection!.since).size > 4);
    expect((await factsOf(id)).filter(({ type }) => type === 'unit.identity-refused')).toHaveLength(1);
    expect((await shown()).connection!.state).not.toBe('live');
  });
});

describe('the unit’s stream', () => {
  it('replayed from its facts gives exactly the stored rows', async () => replaysExactly((await shown()).id));
});
